"""Plain text, and markups close to it: paragraphs, underlined or numbered headings, lists."""

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
# Each line of these stands for itself, and its indent means something.
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


def parse(source: Source) -> Draft:
    """Read plain text in any charset."""
    text = clean(decode(source.path.read_bytes()))
    if PurePath(source.filename).suffix.lower() in LINEWISE:
        return source.flow(grouped(line.rstrip() for line in text.split("\n")))
    return source.flow(text_pieces(text))


def text_pieces(text: str) -> Iterator[Piece]:
    """Yield the blocks of a plain text, which are set apart by empty lines."""
    for block in GAPS.split(text):
        lines = [line.rstrip() for line in block.strip("\n").split("\n") if line.strip()]
        if lines:
            yield from _block_pieces(lines)


def _block_pieces(lines: list[str]) -> Iterator[Piece]:
    if heading := heading_of(lines):
        yield heading
        rest = lines[1:] if ORG_HEADING.match(lines[0]) else lines[2:]
        yield from _block_pieces(rest) if rest else ()
    elif _is_list(lines):
        yield Piece("list", "\n".join(tidy(line) for line in lines))
    else:
        yield Piece("paragraph", joined(lines))


def heading_of(lines: list[str]) -> Piece | None:
    """Recognise a heading that is underlined, or starred as in Org."""
    if found := ORG_HEADING.match(lines[0]):
        return Piece("heading", tidy(found[2]), len(found[1]))
    ruled = len(lines) > 1 and UNDERLINE.match(lines[1]) and len(lines[0]) <= LONGEST_HEADING
    return Piece("heading", tidy(lines[0]), LEVELS.get(lines[1][0], 3)) if ruled else None


def _is_list(lines: list[str]) -> bool:
    return sum(bool(LIST_LINE.match(line)) for line in lines) * 2 >= len(lines) and bool(
        LIST_LINE.match(lines[0])
    )


def joined(lines: list[str]) -> str:
    """Join lines that a margin wrapped; keep lines that were short on purpose."""
    longest = max(len(line) for line in lines)
    text = lines[0].strip()
    for before, line in pairwise(lines):
        wrapped = len(before) >= longest * SHORT_LINE and longest > NARROW
        text += (" " if wrapped else "\n") + line.strip()
    return tidy(text)
