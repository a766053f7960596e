"""Names as they appear in URLs."""

from __future__ import annotations

from typing import Final

from django.utils.text import slugify

from core.tenancy.ids import id_in

LONGEST_SLUG: Final = 50


def slug_of(name: str, *, otherwise: str) -> str:
    """Return ``name`` as a slug, or ``otherwise`` if nothing in it can be part of one.

    The slug can always be looked up again: it never reads as an id, which URLs accept as well
    (:func:`core.tenancy.references.key_of`), and never ends in a hyphen.
    """
    slug = slugify(name)[:LONGEST_SLUG].strip("-_") or otherwise
    if id_in(slug) is None:
        return slug
    return f"{otherwise}-{slug}"[:LONGEST_SLUG].strip("-_")
