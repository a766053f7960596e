"""Plain text and similar markup: paragraphs, underlined or starred headings, lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from projects.parsing.charset import decode
from projects.parsing.cleaning import clean, clean_but_tabs, tidy
from projects.parsing.flow import Piece
from projects.parsing.formats.data import grouped
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.ruled import divided
from projects.parsing.formats.spaced import set_apart
from projects.parsing.formats.titles import DEEPEST, find_headings, split_at_titles
from projects.parsing.formats.wrapping import LIST_LINE, has_margin, joined

# Mail programs quote blank lines too.
GAPS = re.compile(r"\n(?:[ \t>]*\n)+")
UNDERLINE = re.compile(r"^([=\-~^\"'#*+])\1{2,}\s*$")
ORG_HEADING = re.compile(r"^(\*{1,6})\s+(\S.*)$")
ORG = ".org"
# In these files every line is separate and its indent matters.
LINEWISE = frozenset(
    {
        ".log", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".env", ".properties", ".py",
        ".js", ".ts", ".tsx", ".jsx", ".java", ".kt", ".c", ".h", ".cc", ".cpp", ".hpp", ".cs",
        ".go", ".rs", ".rb", ".php", ".pl", ".lua", ".swift", ".scala", ".r", ".sql", ".sh",
        ".ps1", ".bat", ".css", ".scss", ".diff", ".patch", ".srt", ".vtt", ".ics", ".vcf", ".bib",
    }
)  # fmt: skip
LEVELS = {"=": 1, "#": 1, "*": 1, "-": 2, "~": 3, "^": 3}
LONGEST_HEADING = 120


def parse(source: Source) -> Draft:
    """Read plain text in any charset."""
    text = clean_but_tabs(decode(source.path.read_bytes()))
    suffix = PurePath(source.filename).suffix.lower()
    if suffix in LINEWISE:
        return source.flow(grouped(clean(line).rstrip() for line in text.split("\n")))
    return source.flow(text_pieces(text, org=suffix == ORG))


def text_pieces(text: str, *, org: bool = False, below: int = 0) -> Iterator[Piece]:
    """Yield the blocks of a plain text, which blank lines and headings separate.

    A star before a line makes it a heading only in Org; elsewhere it is a list item. ``below`` is
    the level of the heading that the text stands under, such as the subject of a message.
    """
    blocks = [
        [line.rstrip() for line in block.strip("\n").split("\n") if line.strip()]
        for block in GAPS.split(text)
    ]
    margin = has_margin(blocks)
    stretches = list(_stretches(blocks, org=org, margin=margin))
    levels = find_headings([each.lines for each in stretches], titled=not below)
    for each in _with_rejected(stretches, levels):
        yield from _pieces_of(each, below=below, margin=margin)


@dataclass
class _Stretch:
    """Lines that belong together, the first of them a heading of ``level``, if that is not 0.

    ``ready`` is a heading or a table that its marks give away. ``inner`` says that no blank line
    stands above.
    """

    lines: list[str]
    ready: Piece | None = None
    inner: bool = False
    level: int = 0


def _stretches(blocks: list[list[str]], *, org: bool, margin: bool) -> Iterator[_Stretch]:
    for lines in blocks:
        at = 0
        while heading := heading_of(lines[at : at + 2], org=org):
            yield _Stretch([], heading)
            at += 1 if org and ORG_HEADING.match(lines[at]) else 2
        for each in divided(lines[at:]):
            if each.table:
                yield _Stretch(list(each.lines), Piece("table", each.table))
                continue
            for some in set_apart(each.lines):
                if some.table:
                    yield _Stretch(list(some.lines), Piece("table", some.table))
                    continue
                parts = [list(some.lines)] if margin else split_at_titles(some.lines)
                yield from (_Stretch(part, inner=number > 0) for number, part in enumerate(parts))


def _with_rejected(stretches: list[_Stretch], levels: dict[int, int]) -> Iterator[_Stretch]:
    """Yield the stretches with their levels; one that proved no heading joins the one above it."""
    kept: _Stretch | None = None
    for number, each in enumerate(stretches):
        each.level = levels.get(number, 0)
        if kept and each.inner and not each.level:
            kept.lines += each.lines
            continue
        if kept:
            yield kept
        kept = each
    if kept:
        yield kept


def _pieces_of(stretch: _Stretch, *, below: int, margin: bool) -> Iterator[Piece]:
    lines = stretch.lines
    if stretch.ready:
        level = stretch.ready.level and min(stretch.ready.level + below, DEEPEST)
        yield replace(stretch.ready, level=level)
        return
    if stretch.level:
        yield Piece("heading", tidy(lines[0]), min(stretch.level + below, DEEPEST))
        lines = lines[1:]
    if lines and _is_list(lines):
        yield Piece("list", "\n".join(tidy(line) for line in lines))
    elif lines:
        yield Piece("paragraph", joined(lines, margin=margin))


def heading_of(lines: list[str], *, org: bool) -> Piece | None:
    """Recognise a heading that is underlined by the second of two lines, or starred as in Org."""
    if not lines:
        return None
    if org and (found := ORG_HEADING.match(lines[0])):
        return Piece("heading", tidy(found[2]), len(found[1]))
    ruled = len(lines) > 1 and UNDERLINE.match(lines[1]) and len(lines[0]) <= LONGEST_HEADING
    return Piece("heading", tidy(lines[0]), LEVELS.get(lines[1][0], 3)) if ruled else None


def _is_list(lines: list[str]) -> bool:
    return sum(bool(LIST_LINE.match(line)) for line in lines) * 2 >= len(lines) and bool(
        LIST_LINE.match(lines[0])
    )
