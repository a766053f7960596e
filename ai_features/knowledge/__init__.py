"""What the documents say: chunks, the index over them, search and extraction."""
