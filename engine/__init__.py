"""Everything in Lethe that works without a browser."""
