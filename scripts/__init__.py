"""What is run from a checkout: measuring, crashing, loading."""
