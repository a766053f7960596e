"""What a text's words are: terms, stems, sentences, and what a query asks of them."""
