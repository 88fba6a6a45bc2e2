"""What a geometry job found, as pages, figures and the command line ask for it. No torch: only numbers."""
