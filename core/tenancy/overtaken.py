"""What a caller is told whose rows refer to something that was deleted meanwhile."""

from __future__ import annotations

from typing import Final

from django.db import IntegrityError
from psycopg.errors import ForeignKeyViolation

from core.errors import Conflict

WORDS: Final = (
    "Somebody else has just deleted what this belongs to. Nothing was saved. "
    "Reload the page, and try again if it is still there."
)


def overtaken(error: IntegrityError) -> Conflict | None:
    """Return the error to tell if a foreign key was broken; the keys are checked on commit."""
    broken = isinstance(error.__cause__, ForeignKeyViolation)
    return Conflict(WORDS, code="overtaken") if broken else None
