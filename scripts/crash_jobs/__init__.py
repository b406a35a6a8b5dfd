"""Jobs whose workers are killed at random."""
