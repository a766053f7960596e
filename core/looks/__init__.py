"""How figures and forms look on a page."""
