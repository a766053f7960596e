"""Load templates with cotton's components in them."""

from __future__ import annotations

from django.template import Origin
from django_cotton.cotton_loader import Loader as CottonLoader


class Loader(CottonLoader):  # type: ignore[misc]  # cotton ships no types
    """Drop the newline that ends a file: after a citation it would part it from the full stop."""

    def get_contents(self, origin: Origin) -> str:
        """Return the template's source as Django compiles it."""
        contents: str = super().get_contents(origin)
        return contents.rstrip("\n")
