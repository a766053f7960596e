"""Paginate lists: newest first, stable while rows are added (keyset pagination)."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime
from hashlib import blake2b
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from ninja import Query

from core.errors import Invalid
from core.rest.schemas import in_utc

M = TypeVar("M", bound=Model)
UNREADABLE = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, binascii.Error),
    RecursionError,  # from a thousand nested brackets
)
MARK_BYTES: Final = 6
Limit = Annotated[int, Query(20, ge=1, le=100, description="rows per page")]
Cursor = Annotated[str | None, Query(None, description="next_cursor of the previous page")]


def paginate(rows: QuerySet[M], *, of: Model, limit: int, cursor: str | None) -> dict[str, Any]:
    """Return ``{"items", "next_cursor"}``: up to ``limit`` of ``rows`` after ``cursor``.

    ``of`` is the workspace, project or person whose list this is: a cursor leads on only in the
    list that issued it, whatever filters are set there.

    Raises :class:`core.errors.Invalid` for a malformed cursor or one of another list.
    """
    ordered = rows.order_by("-created_at", "-id")
    mark = _mark(rows.model, of)
    if cursor:
        made, row_id = _decode(cursor, mark)
        ordered = ordered.filter(Q(created_at__lt=made) | Q(created_at=made, id__lt=row_id))
    found = list(ordered[: limit + 1])
    more = len(found) > limit
    return {
        "items": found[:limit],
        "next_cursor": _encode(found[limit - 1], mark) if more else None,
    }


def _mark(listed: type[Model], of: Model) -> str:
    """Return what tells this list from all others."""
    name = f"{listed._meta.label} of {of._meta.label} {of.pk}"
    return blake2b(name.encode(), digest_size=MARK_BYTES).hexdigest()


def _encode(row: Any, mark: str) -> str:
    place = json.dumps([mark, row.created_at.isoformat(), str(row.pk)])
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _decode(cursor: str, mark: str) -> tuple[datetime, UUID]:
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        issuer, made, row_id = place[0], datetime.fromisoformat(place[1]), UUID(place[2])
    except UNREADABLE as error:
        raise _unknown_cursor() from error
    if issuer != mark or made.tzinfo is None:
        raise _unknown_cursor()
    return _in_calendar(made), row_id


def _in_calendar(made: datetime) -> datetime:
    try:
        return in_utc(made)
    except ValueError as error:
        raise _unknown_cursor() from error


def _unknown_cursor() -> Invalid:
    return Invalid.of("cursor", "This cursor did not come from this list; start again without it.")
