"""What is wrong with a value of a request, in the house's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

PREFIX: Final = "Value error, "
# By pydantic's error types; what stands in braces is the error's context.
# https://docs.pydantic.dev/latest/errors/validation_errors/
WORDS: Final = {
    "bool_parsing": "Give true or false.",
    "bool_type": "Give true or false.",
    "enum": "Use {expected}.",
    "extra_forbidden": "There is no such field here. Check its spelling, or leave it out.",
    "float_parsing": "Give a number.",
    "greater_than": "Give more than {gt}.",
    "greater_than_equal": "Give {ge} or more.",
    "int_from_float": "Give a whole number.",
    "int_parsing": "Give a whole number.",
    "int_type": "Give a whole number.",
    "json_invalid": "This is not valid JSON.",
    "less_than": "Give less than {lt}.",
    "less_than_equal": "Give {le} or less.",
    "list_type": "Give a list.",
    "literal_error": "Use {expected}.",
    "missing": "This field is needed.",
    "string_too_long": "Give at most {max_length:,} characters.",
    "string_too_short": "Give at least {min_length:,} characters.",
    "string_type": "Give a text.",
    "too_long": "Give at most {max_length:,}.",
    "too_short": "Give at least {min_length:,}.",
    "uuid_parsing": "Give an id as the API returns it.",
    "uuid_type": "Give an id as the API returns it.",
}
ONE: Final = {"string_too_long": "Give at most one character.", "string_too_short": "Give a text."}


def in_words(found: Mapping[str, Any]) -> str:
    """Return what one of pydantic's errors asks for; its own message if its type has no words."""
    kind, context = str(found.get("type", "")), found.get("ctx") or {}
    words = ONE[kind] if kind in ONE and 1 in context.values() else WORDS.get(kind, "")
    try:
        return words.format(**context) or _own(found)
    except (KeyError, ValueError, TypeError):
        return _own(found)


def _own(found: Mapping[str, Any]) -> str:
    return str(found.get("msg", "")).removeprefix(PREFIX)
