"""Codes such as E07 or CM3-4110: each names one thing, and none may stand in for another."""

from __future__ import annotations

import re
from typing import Final

# Not “26th”, “2-day” or “25m”: a code begins with a letter.
CODE: Final = re.compile(r"(?<![\w-])(?=[\w-]*\d)[^\W\d_]\w*(?:-\w+)*")


def codes_in(text: str) -> list[str]:
    """Return the codes in ``text``, in order of appearance."""
    return CODE.findall(text)


def without_codes(text: str) -> str:
    """Return ``text`` without the codes in it."""
    return " ".join(CODE.sub(" ", text).split())


def opens_with_code(text: str, code: str) -> bool:
    """Tell whether a sentence begins with ``code``, or a table's row has it in its first cell."""
    return bool(re.match(rf"(?:[^:\n]{{1,40}}:\s)?\s*{re.escape(code)}(?![\w-])", text, re.I))
