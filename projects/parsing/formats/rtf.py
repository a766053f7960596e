"""Rich Text Format, stripped to its words (Microsoft RTF specification 1.9.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from projects.parsing.cleaning import clean
from projects.parsing.flow import Piece
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.text import text_pieces
from projects.parsing.tables import pipe_table

TOKEN = re.compile(
    r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.IGNORECASE,
)
SILENT = frozenset(
    [
        "fonttbl",
        "colortbl",
        "stylesheet",
        "info",
        "pict",
        "object",
        "header",
        "footer",
        "headerl",
        "headerr",
        "footerl",
        "footerr",
        "listtable",
        "listoverridetable",
        "rsidtbl",
        "generator",
        "themedata",
        "colorschememapping",
        "latentstyles",
        "datastore",
        "xmlnstbl",
        "fldinst",
        "filetbl",
        "revtbl",
        "nonshppict",
    ]
)
ROW_START, CELL_END, ROW_END = "\x1d", "\x1e", "\x1f"
SPOKEN = {
    "par": "\n\n", "line": "\n", "sect": "\n\n", "page": "\n\n", "tab": " ", "emdash": "—",
    "cell": CELL_END, "nestcell": " ", "trowd": ROW_START, "row": ROW_END, "endash": "–",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "emspace": " ", "enspace": " ",
}  # fmt: skip


@dataclass
class _State:
    """The reader's state; ``stack`` has (silent, fallback length) of each enclosing group."""

    silent: bool = False
    fallback: int = 1
    skip: int = 0
    codepage: str = "cp1252"
    stack: list[tuple[bool, int]] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)
    out: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.settle()
        if self.skip and not self.silent:
            taken = min(self.skip, len(text))
            self.skip, text = self.skip - taken, text[taken:]
        if not self.silent:
            self.out.append(text)

    def settle(self) -> None:
        """Decode the pending bytes at once: in East Asian code pages a character may have two."""
        if self.pending and not self.silent:
            self.out.append(self.pending.decode(self.codepage, errors="replace"))
        self.pending.clear()


def parse(source: Source) -> Draft:
    """Read the words of a rich text."""
    text = source.path.read_bytes().decode("latin-1")
    return source.flow(_pieces(_strip(text)))


def _pieces(text: str) -> Iterator[Piece]:
    """Yield paragraphs, and a table for each run of rows."""
    for is_table, parts in groupby(_rows_and_words(text), key=itemgetter(0)):
        texts = [part for _, part in parts]
        if is_table:
            yield Piece("table", pipe_table(row.split(CELL_END)[:-1] for row in texts))
        else:
            yield from text_pieces(clean("".join(texts).lstrip(" \n")))


def _rows_and_words(text: str) -> Iterator[tuple[bool, str]]:
    """Yield (whether it is a row, its text) in order.

    A row may be declared again before it ends, and text may appear outside any declared row.
    """
    *ended, rest = text.split(ROW_END)
    for part in ended:
        before, _, row = part.partition(ROW_START)
        if CELL_END not in row:
            yield False, part
            continue
        if before.strip(" \n"):
            yield False, before
        yield True, row.replace(ROW_START, "")
    yield False, rest


def _strip(text: str) -> str:
    state = _State()
    for found in TOKEN.finditer(text):
        word, number, byte, symbol, brace, plain = found.groups()
        if word:
            _take_word(state, word, int(number) if number else None)
        elif byte:
            _take_byte(state, int(byte, 16))
        elif symbol:
            _take_symbol(state, symbol)
        elif brace:
            _take_brace(state, brace)
        elif plain:
            state.say(plain)
    state.settle()
    return "".join(state.out)


def _take_word(state: _State, word: str, number: int | None) -> None:
    if word in SILENT:
        state.silent = True
    elif word in SPOKEN:
        state.say(SPOKEN[word])
    elif word == "uc" and number is not None:
        state.fallback = max(0, number)
    elif word == "ansicpg" and number:
        state.codepage = _known_codepage(number)
    elif word == "u" and number is not None:
        state.say(chr(number % 65_536))
        state.skip = state.fallback


def _known_codepage(number: int) -> str:
    try:
        "".encode(f"cp{number}")
    except LookupError:
        return "cp1252"
    return f"cp{number}"


def _take_byte(state: _State, byte: int) -> None:
    if state.skip:
        state.skip -= 1
    else:
        state.pending.append(byte)


def _take_symbol(state: _State, symbol: str) -> None:
    if symbol == "*":
        state.silent = True
    elif symbol in "\\{}":
        state.say(symbol)
    elif symbol == "~":
        state.say(" ")
    elif symbol in "\r\n":
        state.say("\n\n")


def _take_brace(state: _State, brace: str) -> None:
    state.settle()
    if brace == "{":
        state.stack.append((state.silent, state.fallback))
    elif state.stack:
        state.silent, state.fallback = state.stack.pop()
