"""The bases of everything that goes in and out as JSON."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, StringConstraints, model_validator

T = TypeVar("T")


def storable(text: str) -> str:
    """Return ``text``; raise ``ValueError`` if PostgreSQL could not keep it."""
    if "\x00" in text:
        raise ValueError("must not contain the NUL character")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("must be valid Unicode") from error
    return text


class In(Schema):
    """A request body: unknown fields are refused, and so is text that cannot be kept."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        _check(getattr(value, "_obj", value))
        return value


class Page(Schema, Generic[T]):
    """One page of a list, newest first; ``next_cursor`` is null on the last one."""

    items: list[T]
    next_cursor: str | None


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Word = Annotated[str, AfterValidator(storable)]


def _check(value: Any) -> None:
    if isinstance(value, str):
        storable(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check(key)
            _check(item)
    elif isinstance(value, list):
        for item in value:
            _check(item)
