"""Template tags of the middle floor."""
