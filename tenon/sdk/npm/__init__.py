"""What the packages for npm have in common: their tools, their names, how they are packed."""
