"""Citation marks in a text, and whether each sentence rests on the passage it cites."""
