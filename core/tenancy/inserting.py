"""Insert a row of which there may be only one at a time."""

from __future__ import annotations

from django.db import IntegrityError, models, transaction
from psycopg.errors import UniqueViolation


def inserted(row: models.Model, *, unless: str) -> bool:
    """Insert ``row``; return False if the constraint ``unless`` says that there is one already.

    That one may be gone when it is looked up, and another there when this is asked again, so a
    caller that needs one of them asks until it has one.
    """
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        refusal = error.__cause__
        if not isinstance(refusal, UniqueViolation) or refusal.diag.constraint_name != unless:
            raise
        return False
    return True
