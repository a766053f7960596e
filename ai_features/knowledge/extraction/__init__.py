"""Extractive answers and summaries: the documents' own sentences, for use without a chat model."""
