"""Answers and summaries made of the documents' own sentences, for when no model writes."""
