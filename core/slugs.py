"""Names as they stand in addresses."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.utils.text import slugify

LONGEST_SLUG: Final = 50


def slug_of(name: str, *, otherwise: str) -> str:
    """Return ``name`` as an address has it, or ``otherwise`` where nothing of it can stand there.

    Never one that is not found again: one that reads as an id, which addresses take as well
    (:func:`core.tenancy.references.key_of`), or one that was cut off at a hyphen.
    """
    slug = slugify(name)[:LONGEST_SLUG].strip("-_") or otherwise
    try:
        UUID(slug)
    except ValueError:
        return slug
    return f"{otherwise}-{slug}"[:LONGEST_SLUG].strip("-_")
