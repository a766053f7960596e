"""URLs of pages that an instance may be without."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def url_of(name: str, *args: object, **kwargs: object) -> str:
    """Return the URL of the page called ``name``, or "" on an instance without its layer."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""
