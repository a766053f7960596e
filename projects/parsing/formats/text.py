"""Plain text and similar markup: paragraphs, underlined or starred headings, lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePath

from projects.parsing.charset import decode
from projects.parsing.cleaning import clean, tidy
from projects.parsing.flow import Piece
from projects.parsing.formats.data import grouped
from projects.parsing.formats.draft import Draft, Source

GAPS = re.compile(r"\n[ \t]*\n+")
LIST_LINE = re.compile(r"^\s*(?:[-*+•–]|\d{1,3}[.)]|[a-z][.)])\s+\S")
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
SHORT_LINE = 0.6
NARROW = 50
WIDE = 160
FEWEST_OPENED = 3


def parse(source: Source) -> Draft:
    """Read plain text in any charset."""
    text = clean(decode(source.path.read_bytes()))
    suffix = PurePath(source.filename).suffix.lower()
    if suffix in LINEWISE:
        return source.flow(grouped(line.rstrip() for line in text.split("\n")))
    return source.flow(text_pieces(text, org=suffix == ORG))


def text_pieces(text: str, *, org: bool = False) -> Iterator[Piece]:
    """Yield the blocks of a plain text, which blank lines separate.

    A star before a line makes it a heading only in Org; elsewhere it is a list item.
    """
    for block in GAPS.split(text):
        lines = [line.rstrip() for line in block.strip("\n").split("\n") if line.strip()]
        yield from _block_pieces(lines, org=org)


def _block_pieces(lines: list[str], *, org: bool) -> Iterator[Piece]:
    at = 0
    while heading := heading_of(lines[at : at + 2], org=org):
        yield heading
        at += 1 if org and ORG_HEADING.match(lines[at]) else 2
    rest = lines[at:]
    if rest and _is_list(rest):
        yield Piece("list", "\n".join(tidy(line) for line in rest))
    elif rest:
        yield Piece("paragraph", joined(rest))


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


def joined(lines: list[str]) -> str:
    """Join lines that were wrapped at a margin; keep lines that were ended on purpose.

    No margin wrapped a line before a point of a list, lines longer than ``WIDE``, nor several
    lines of which every one opens with a capital or a digit.
    """
    longest = max(len(line) for line in lines)
    margin = NARROW < longest <= WIDE and not _each_opens(lines)
    text = lines[0].strip()
    for before, line in pairwise(lines):
        full = margin and len(before) >= longest * SHORT_LINE
        text += (" " if full and not LIST_LINE.match(line) else "\n") + line.strip()
    return tidy(text)


def _each_opens(lines: list[str]) -> bool:
    openings = [line.lstrip()[:1] for line in lines]
    return len(lines) >= FEWEST_OPENED and all(
        each.isupper() or each.isdigit() for each in openings
    )
