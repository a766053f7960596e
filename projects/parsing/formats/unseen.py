"""White words on the white of a Word page, which no reader sees and programs would read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from projects.parsing.formats.numbering import W
from projects.parsing.formats.runs import is_on

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
DRAWN: Final = "{urn:schemas-microsoft-com:vml}"
NEW: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
# What makes white words stand out from white.
EFFECTS: Final = (f"{W}outline", f"{W}shadow", f"{W}emboss", f"{W}imprint")
NEW_EFFECTS: Final = (f"{NEW}textOutline", f"{NEW}shadow", f"{NEW}glow")
MOST_STEPS: Final = 10

Element = Any


def drop_unseen(
    root: Element, shading: frozenset[str], *, margins: Iterable[Element] = ()
) -> Element:
    """Take white words out of a part of a Word file, unless something may be behind them.

    It may if they, their paragraph, cell or table are shaded, also by one of the styles
    ``shading``, if they are in a text box, or if the document has pictures behind its text, also
    in its ``margins``, where those are that stand on every page.
    """
    white = [run for run in root.iter(f"{W}r") if _is_white(run)]
    if white and not (_has_grounds(root) or any(map(_has_grounds, margins))):
        grounds = _Grounds(shading)
        for run in white:
            if not grounds.are_behind(run):
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
    white = colour is not None and colour.get(f"{W}val", "").upper() == WHITE
    return white and not _has_effects(run.find(f"{W}rPr"))


def _has_effects(look: Element) -> bool:
    drawn = (each for each in look.iterchildren(*NEW_EFFECTS))
    return any(is_on(look.find(name)) for name in EFFECTS) or any(
        each.find(f"{NEW}noFill") is None for each in drawn
    )


@dataclass
class _Grounds:
    """Tells which white words may have something behind them; each paragraph is asked once."""

    shading: frozenset[str]
    known: dict[Element, bool] = field(default_factory=dict)

    def are_behind(self, run: Element) -> bool:
        if "" in self.shading or next(run.iterancestors(BOX), None) is not None:
            return True
        paragraph = next(run.iterancestors(f"{W}p"), run)
        return self.paints(paragraph) or any(map(self.paints, run.iterancestors(*FRAMES)))

    def paints(self, element: Element) -> bool:
        if element not in self.known:
            framing = element.tag in FRAMES
            looks = list(element.iterchildren(*FRAME_LOOKS)) if framing else [element]
            named = (style.get(f"{W}val", "") for look in looks for style in look.iter(*STYLED))
            styled = not self.shading.isdisjoint(named)
            self.known[element] = styled or any(map(_paints, looks))
        return self.known[element]


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
    return root.find(f"{W}background") is not None or any(behind) or _has_old_grounds(root)


def _has_old_grounds(root: Element) -> bool:
    """Return whether shapes, as Word used to write them, are behind the text; not a watermark."""
    return any(
        "z-index:-" in each.get("style", "").replace(" ", "")
        and each.find(f"{DRAWN}textpath") is None
        for each in root.iter(f"{DRAWN}*")
    )
