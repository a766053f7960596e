"""Names that people give to things: one visible line, in pages, e-mails and logs."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms

# Invisible, but part of how Persian, Hindi and many emoji are written.
JOINERS: Final = "\u200c\u200d"
# Printable by Unicode, yet nothing to the eye: fillers, the blank of Braille, variation selectors.
BLANKS: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def one_line(text: str) -> str:
    """Return ``text`` on one line, without control characters, overrides or lone surrogates."""
    encodable = text.encode("utf-8", "ignore").decode()
    line = " ".join(encodable.split())
    return "".join(letter for letter in line if letter.isprintable() or letter in JOINERS).strip()


def is_seen(text: str) -> bool:
    """Return whether any letter of ``text`` leaves a mark on the page."""
    return any(each.isprintable() and not each.isspace() for each in BLANKS.sub("", text))


def seen_name(text: str) -> str:
    """Return ``text`` on one line; raise ``ValueError`` if none of it is visible."""
    line = one_line(text)
    if not is_seen(line):
        raise ValueError("must have at least one visible character")
    return line


class NameField(forms.CharField):
    """A form field for a name; an invisible one counts as empty."""

    def to_python(self, value: Any) -> str:
        """Return the name on one line; one with a NUL unchanged, for the field to refuse."""
        text = super().to_python(value) or ""
        line = text if "\x00" in text else one_line(text)
        return line if "\x00" in text or is_seen(line) else ""
