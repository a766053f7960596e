"""From a query to the passages that answer it: both legs, their fusion, and reranking."""
