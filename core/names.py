"""Names that people give to things: one line that can be seen, in pages, letters and logs."""

from __future__ import annotations

from typing import Any, Final

from django import forms

# Invisible, but part of how Persian, Hindi and many emoji are written.
JOINERS: Final = "\u200c\u200d"


def one_line(text: str) -> str:
    """Return ``text`` on one line, without control characters, overrides and half surrogates."""
    encodable = text.encode("utf-8", "ignore").decode()
    line = " ".join(encodable.split())
    return "".join(letter for letter in line if letter.isprintable() or letter in JOINERS).strip()


def seen_name(text: str) -> str:
    """Return ``text`` on one line; raise ``ValueError`` where nothing of it can be seen."""
    line = one_line(text)
    if not line.strip(JOINERS):
        raise ValueError("must have at least one visible character")
    return line


class NameField(forms.CharField):
    """A form's field for a name; one that nobody could see counts as none."""

    def to_python(self, value: Any) -> str:
        """Return the name on one line; one with a NUL as it is, which the field refuses."""
        text = super().to_python(value) or ""
        line = text if "\x00" in text else one_line(text)
        return line if line.strip(JOINERS) else ""
