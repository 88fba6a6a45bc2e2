"""What a group of seeds says: mean and spread, intervals over seeds and examples, how often each example is lost."""
