"""Names that people give to things: one visible line, in pages, e-mails and logs."""

from __future__ import annotations

from typing import Any, Final

from django import forms

# Invisible, but part of how Persian, Hindi and many emoji are written.
JOINERS: Final = "\u200c\u200d"


def one_line(text: str) -> str:
    """Return ``text`` on one line, without control characters, overrides or lone surrogates."""
    encodable = text.encode("utf-8", "ignore").decode()
    line = " ".join(encodable.split())
    return "".join(letter for letter in line if letter.isprintable() or letter in JOINERS).strip()


def seen_name(text: str) -> str:
    """Return ``text`` on one line; raise ``ValueError`` if none of it is visible."""
    line = one_line(text)
    if not line.strip(JOINERS):
        raise ValueError("must have at least one visible character")
    return line


class NameField(forms.CharField):
    """A form field for a name; an invisible one counts as empty."""

    def to_python(self, value: Any) -> str:
        """Return the name on one line; one with a NUL unchanged, for the field to refuse."""
        text = super().to_python(value) or ""
        line = text if "\x00" in text else one_line(text)
        return line if line.strip(JOINERS) else ""
