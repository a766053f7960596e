"""The framework of the endpoints, which import it and never the assembled API."""
