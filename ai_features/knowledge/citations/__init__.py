"""Marks in a written text, and whether each sentence rests on the passage it names."""
