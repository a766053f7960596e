"""Look up rows that a URL names by id or by slug."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.text import slugify

from core.tenancy.ids import id_in
from core.tenancy.prepared import Prepared

M = TypeVar("M", bound=Model)


def key_of(reference: str) -> UUID | str:
    """Return ``reference`` as a UUID, or slugified if it is none."""
    return id_in(reference) or slugify(reference)


class ByReference(Generic[M]):
    """A prepared read of one row by UUID or slug, among ``rows(whose)``: a person's, a workspace's.

    ``prefix`` leads to the related row whose UUID and slug are meant, such as ``"workspace__"``.
    """

    def __init__(
        self,
        model: type[M],
        rows: Callable[[UUID], QuerySet[M]],
        *,
        prefix: str = "",
        beside: str = "",
    ) -> None:
        def by(field: str) -> Callable[[UUID, UUID | str], QuerySet[M]]:
            return lambda whose, value: rows(whose).filter(**{f"{prefix}{field}": value})

        self._by_id = Prepared(model, by("pk"), UUID, UUID, beside=beside)
        self._by_slug = Prepared(model, by("slug"), UUID, str, beside=beside)

    def __call__(self, whose: UUID, reference: str) -> M | None:
        """Return the row or None; call it inside a scope that shows it."""
        key = key_of(reference)
        return self._by_id(whose, key) if isinstance(key, UUID) else self._by_slug(whose, key)
