"""Base classes and field types for everything the API takes and returns as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from core.names import seen_name

T = TypeVar("T")


def storable(text: str) -> str:
    """Return ``text``; raise ``ValueError`` if PostgreSQL cannot store it."""
    if "\x00" in text:
        raise ValueError("must not contain the NUL character")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("must be valid Unicode") from error
    return text


def in_utc(moment: datetime) -> datetime:
    """Return ``moment`` in UTC; a naive one is taken to be in UTC already.

    Raises ``ValueError`` if the conversion leaves the years 1 to 9999.
    """
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("must be between the years 1 and 9999") from error


class In(Schema):
    """A request body: unknown fields are refused, and so is text that cannot be kept."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        try:
            _check(getattr(value, "_obj", value), ())
        except RecursionError as error:
            raise ValueError("is nested too deeply") from error
        return value


class Page(Schema, Generic[T]):
    """One page of a list, newest first; ``next_cursor`` is null on the last one."""

    items: list[T]
    next_cursor: str | None


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120),
    AfterValidator(seen_name),
]
Word = Annotated[str, AfterValidator(storable)]
Moment = Annotated[datetime, AfterValidator(in_utc)]


def _check(value: Any, place: tuple[str | int, ...]) -> None:
    if isinstance(value, str):
        _check_text(value, place)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key, place)
            _check(item, (*place, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            _check(item, (*place, number))


def _check_text(text: str, place: tuple[str | int, ...]) -> None:
    try:
        storable(text)
    except ValueError as error:
        # A validator of the whole body has no ``loc``: ``problems.invalid`` names it by ``place``.
        raise PydanticCustomError("unstorable", str(error), {"place": place}) from error
