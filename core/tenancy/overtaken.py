"""What a caller is told whose work somebody else's, done at the same time, has made impossible."""

from __future__ import annotations

from typing import Final

from psycopg.errors import ForeignKeyViolation

from core.errors import Conflict
from core.tenancy.deadlocks import is_deadlock

WORDS: Final = (
    "Somebody else has just deleted what this belongs to. Nothing was saved. "
    "Reload the page, and try again if it is still there."
)

CROSSED: Final = (
    "Somebody else was changing the same things at this moment. Nothing was saved. Try again."
)


def overtaken(error: Exception) -> Conflict | None:
    """Return the error to tell, or None for any other error.

    Told are those whose rows refer to something that was deleted meanwhile (foreign keys are
    checked on commit), and those whose transaction was undone to end a deadlock.
    """
    if isinstance(error.__cause__, ForeignKeyViolation):
        return Conflict(WORDS, code="overtaken")
    return Conflict(CROSSED, code="overtaken") if is_deadlock(error) else None
