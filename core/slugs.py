"""Names as they appear in URLs."""

from __future__ import annotations

import secrets
from typing import Any, Final, Protocol

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from core.tenancy.ids import id_in

LONGEST_SLUG: Final = 50


class Slugged(Protocol):
    """A row with a slug of its own."""

    slug: Any

    def save(self, *, force_insert: bool) -> None:
        """Store the row."""


def slug_of(name: str, *, otherwise: str) -> str:
    """Return ``name`` as a slug, or ``otherwise`` if nothing in it can be part of one.

    The slug can always be looked up again: it never reads as an id, which URLs accept as well
    (:func:`core.tenancy.references.key_of`), and never ends in a hyphen.
    """
    slug = slugify(name)[:LONGEST_SLUG].strip("-_") or otherwise
    if id_in(slug) is None:
        return slug
    return f"{otherwise}-{slug}"[:LONGEST_SLUG].strip("-_")


def save_with_free_slug(row: Slugged) -> None:
    """Insert ``row``; if its slug is taken, with six hex digits behind it."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        row.slug = f"{row.slug}-{secrets.token_hex(3)}"
        row.save(force_insert=True)
