"""Make documents findable and keep the index right: chunks, vector spaces, moves, counts."""
