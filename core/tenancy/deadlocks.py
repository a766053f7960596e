"""What PostgreSQL undid to end a deadlock is done again, where that is safe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.db import OperationalError, transaction
from psycopg.errors import DeadlockDetected

TIMES: Final = 3


def done_again(work: Callable[[], None]) -> None:
    """Do ``work`` in a savepoint, and again if it is undone to end a deadlock.

    For deletions of much: they lock rows of many tables, in an order that not everybody who adds to
    them can keep, since what is added meanwhile is met only at its own table or at the end. Being
    undone releases the locks, so that the others finish. ``work`` must change nothing but the
    database. Raises :class:`django.db.OperationalError` if it is undone every time.
    """
    for left in reversed(range(TIMES)):
        try:
            with transaction.atomic():
                work()
        except OperationalError as error:
            if not (left and is_deadlock(error)):
                raise
        else:
            return


def is_deadlock(error: BaseException) -> bool:
    """Return whether the database undid the work to end a deadlock."""
    return isinstance(error.__cause__, DeadlockDetected)
