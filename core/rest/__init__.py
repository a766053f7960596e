"""The frame that endpoints stand in; they import this, never the assembled API."""
