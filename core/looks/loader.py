"""Load templates that use cotton's components."""

from __future__ import annotations

from django.template import Origin
from django_cotton.cotton_loader import Loader as CottonLoader


class Loader(CottonLoader):  # type: ignore[misc]  # cotton ships no types
    """Drops a file's final newline: after a citation it would put a space before the full stop."""

    def get_contents(self, origin: Origin) -> str:
        """Return the template's source as Django compiles it."""
        contents: str = super().get_contents(origin)
        return contents.rstrip("\n")
