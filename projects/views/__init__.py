"""Pages of projects and their documents."""
