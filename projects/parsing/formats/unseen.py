"""White words on the white of a Word page, which no reader sees and programs would read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from projects.parsing.formats.numbering import W

WHITE: Final = "FFFFFF"
SHADING: Final = f"{W}shd"
HIGHLIGHT: Final = f"{W}highlight"
BLANK: Final = frozenset(["", "AUTO", WHITE])
NO_PATTERN: Final = frozenset(["clear", "nil"])
SAID: Final = (f"{W}t", f"{W}sym")
STYLED: Final = (f"{W}rStyle", f"{W}pStyle", f"{W}tblStyle")
FRAMES: Final = (f"{W}tc", f"{W}tr", f"{W}tbl")
FRAME_LOOKS: Final = (f"{W}tcPr", f"{W}tblPrEx", f"{W}tblPr")
BOX: Final = f"{W}txbxContent"
ANCHOR: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}anchor"
MOST_STEPS: Final = 10

Element = Any


def drop_unseen(root: Element, shading: frozenset[str]) -> Element:
    """Take white words out of a part of a Word file, unless something may be behind them.

    It may if they, their paragraph, cell or table are shaded, also by one of the styles
    ``shading``, if they are in a text box, or if the document has pictures behind its text.
    """
    white = [run for run in root.iter(f"{W}r") if _is_white(run)]
    if white and not _has_grounds(root):
        for run in white:
            if not _has_ground(run, shading):
                for said in list(run.iterchildren(*SAID)):
                    run.remove(said)
    return root


def shading_styles(styles: Mapping[str, Element]) -> frozenset[str]:
    """Return the styles that shade anything, or are based on one that does.

    The blank one is among them if a default style shades, which applies where no style is named.
    """
    found = {name for name in styles if any(map(_paints, _family(name, styles)))}
    defaults = (name for name, each in styles.items() if each.get(f"{W}default") in ("1", "true"))
    return frozenset(found | ({""} if found.intersection(defaults) else set()))


def _family(name: str, styles: Mapping[str, Element]) -> Iterator[Element]:
    for _ in range(MOST_STEPS):
        if (style := styles.get(name)) is None:
            return
        yield style
        based = style.find(f"{W}basedOn")
        name = "" if based is None else based.get(f"{W}val", "")


def _is_white(run: Element) -> bool:
    colour = run.find(f"{W}rPr/{W}color")
    return colour is not None and colour.get(f"{W}val", "").upper() == WHITE


def _has_ground(run: Element, shading: frozenset[str]) -> bool:
    if "" in shading or next(run.iterancestors(BOX), None) is not None:
        return True
    paragraph = next(run.iterancestors(f"{W}p"), None)
    around = [run] if paragraph is None else [paragraph]
    for frame in run.iterancestors(*FRAMES):
        around += frame.iterchildren(*FRAME_LOOKS)
    named = (style.get(f"{W}val", "") for each in around for style in each.iter(*STYLED))
    return any(map(_paints, around)) or not shading.isdisjoint(named)


def _paints(element: Element) -> bool:
    return any(
        each.get(f"{W}val") not in ("none", "white") if each.tag == HIGHLIGHT else _is_shade(each)
        for each in element.iter(SHADING, HIGHLIGHT)
    )


def _is_shade(shading: Element) -> bool:
    plain = shading.get(f"{W}val", "clear") in NO_PATTERN
    blank = shading.get(f"{W}fill", "").upper() in BLANK
    return not (plain and blank) or shading.get(f"{W}themeFill") is not None


def _has_grounds(root: Element) -> bool:
    behind = (each.get("behindDoc") == "1" for each in root.iter(ANCHOR))
    return root.find(f"{W}background") is not None or any(behind)
