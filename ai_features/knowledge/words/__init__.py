"""Text analysis: terms, stems, sentences, and the parsing and weighting of queries."""
