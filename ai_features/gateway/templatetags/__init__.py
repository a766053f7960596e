"""Template tags of the middle layer."""
