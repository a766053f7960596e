"""What makes documents findable, and keeps the index true: chunks, vector spaces, moves, counts."""
