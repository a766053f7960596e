"""The words of a Word paragraph that hold: without what is hidden, deleted or struck out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from projects.parsing.cleaning import SUBSCRIPTS, SUPERSCRIPTS
from projects.parsing.formats.numbering import W
from projects.parsing.formats.ooxml import FALLBACK

MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
TEXT: Final = (f"{W}t", f"{MATH}t")
BREAKS: Final = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": " ", f"{W}noBreakHyphen": "-"}
SKIPPED: Final = {
    f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}rt", f"{W}txbxContent",
    FALLBACK,
}  # fmt: skip
RAISED: Final = {f"{MATH}sup": SUPERSCRIPTS, f"{MATH}sub": SUBSCRIPTS}
ALIGNED: Final = {"superscript": SUPERSCRIPTS, "subscript": SUBSCRIPTS}
# Hidden, or struck out.
GONE: Final = (f"{W}vanish", f"{W}strike", f"{W}dstrike")
HEX_SIGN: Final = re.compile("[0-9a-fA-F]{4}")

Element = Any


def run_text(element: Element) -> Iterator[str]:
    """Yield the text a reader sees in a paragraph, without its text boxes."""
    for child in element:
        if child.tag in TEXT:
            yield child.text or ""
        elif child.tag in BREAKS:
            yield BREAKS[child.tag]
        elif child.tag == f"{W}sym":
            yield _sign(child.get(f"{W}char", ""))
        elif child.tag == f"{W}checkBox":
            yield _box_of(child)
        elif child.tag == f"{W}r":
            yield from _run(child)
        elif child.tag not in SKIPPED:
            yield from _formula(child)


def _run(run: Element) -> Iterator[str]:
    look = run.find(f"{W}rPr")
    if look is None:
        yield from run_text(run)
    elif not any(is_on(look.find(name)) for name in GONE):
        aligned = look.find(f"{W}vertAlign")
        table = None if aligned is None else ALIGNED.get(aligned.get(f"{W}val", ""))
        yield from run_text(run) if table is None else (_moved("".join(run_text(run)), table),)


def _formula(element: Element) -> Iterator[str]:
    """Yield an element's words, in which 10⁶ does not become 106, nor 1/2 12."""
    if element.tag in RAISED:
        text = "".join(run_text(element))
        moved = _moved(text, RAISED[element.tag])
        yield moved if moved != text else f"{'^' if element.tag == f'{MATH}sup' else '_'}({text})"
    elif element.tag == f"{MATH}f":
        parts = (
            "".join(run_text(part)) for part in element.iterchildren(f"{MATH}num", f"{MATH}den")
        )
        yield "/".join(part if len(part) < len("10") else f"({part})" for part in parts)
    else:
        yield from run_text(element)


def _moved(text: str, table: dict[int, int]) -> str:
    """Return raised or lowered figures as such; words stay as they are."""
    figures = bool(text.strip()) and all(ord(character) in table for character in text.strip())
    return text.translate(table) if figures else text


def _box_of(field: Element) -> str:
    """Return the box of an old form as it is ticked."""
    state = field.find(f"{W}checked")
    return "☒ " if is_on(field.find(f"{W}default") if state is None else state) else "☐ "


def _sign(code: str) -> str:
    """Return a symbol font's character, by its code in the private use area."""
    return chr(int(code, 16)) if HEX_SIGN.fullmatch(code) else ""


def is_on(switch: Element | None) -> bool:
    """Return whether an element that switches something on is there and does."""
    return switch is not None and switch.get(f"{W}val", "1") not in ("0", "false", "off")


def is_bold(element: Element) -> bool:
    """Return whether all words within an element are bold by their own looks; some must be."""
    looks = [run.find(f"{W}rPr") for run in element.iter(f"{W}r") if run.find(f"{W}t") is not None]
    return bool(looks) and all(look is not None and is_on(look.find(f"{W}b")) for look in looks)
