"""What can stop a private server, in words for the person at the terminal."""

from __future__ import annotations


class ServiceError(Exception):
    """A database or broker cannot be prepared or started; the text says what to do."""
