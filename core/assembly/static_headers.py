"""What is said of static files, which no middleware sees."""

from __future__ import annotations

from wsgiref.headers import Headers


def add_static_headers(headers: Headers, path: str, url: str) -> None:
    """Say that a file is of the type that it says it is."""
    headers["X-Content-Type-Options"] = "nosniff"
