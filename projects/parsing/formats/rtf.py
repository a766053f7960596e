"""Rich Text Format, stripped to its words (Microsoft RTF specification 1.9.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import Any

from projects.parsing.cleaning import SUBSCRIPTS, SUPERSCRIPTS, clean, one_line
from projects.parsing.flow import Piece
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.items import with_lists
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


# What \fcharset says about the bytes of a font; 0 and 1 are the document's own code page.
CHARSETS = {
    128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 77: "mac_roman",
}  # fmt: skip
SCRIPTS = {"super": SUPERSCRIPTS, "sub": SUBSCRIPTS}
HEADING_END = "\x1c"
HEADING = re.compile(rf"^([^\n{HEADING_END}]*){HEADING_END}(\d)\n\n", re.MULTILINE)
BODY_LEVEL = 9
DEEPEST = 6


@dataclass(frozen=True)
class _Look:
    """What a group changes and its end restores; ``closing`` is said there.

    ``fallback`` is how many characters stand in for one in Unicode, ``level`` that of a heading.
    """

    silent: bool = False
    hidden: bool = False
    struck: bool = False
    fallback: int = 1
    font: int = -1
    script: str = ""
    level: int = 0
    in_fonts: bool = False
    titling: bool = False
    closing: str = ""


@dataclass
class _State:
    """The reader's state; ``stack`` has the looks of the enclosing groups."""

    look: _Look = field(default_factory=_Look)
    skip: int = 0
    codepage: str = "cp1252"
    default_font: int = -1
    fonts: dict[int, str] = field(default_factory=dict)
    stack: list[_Look] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)
    out: list[str] = field(default_factory=list)
    title: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.settle()
        if self.skip and (self.look.titling or not self.look.silent):
            taken = min(self.skip, len(text))
            self.skip, text = self.skip - taken, text[taken:]
        if self.look.script and text.strip().isdecimal():
            text = text.translate(SCRIPTS[self.look.script])
        self._put(text)

    def settle(self) -> None:
        """Decode the pending bytes at once: in East Asian code pages a character may have two."""
        if self.pending:
            codepage = self.fonts.get(self.look.font, self.codepage)
            self._put(self.pending.decode(codepage, errors="replace"))
        self.pending.clear()

    def change(self, **what: Any) -> None:
        self.settle()
        self.look = replace(self.look, **what)

    def _put(self, text: str) -> None:
        if self.look.titling:
            self.title.append(text)
        if not (self.look.silent or self.look.hidden or self.look.struck):
            self.out.append(text)


def parse(source: Source) -> Draft:
    """Read the words of a rich text."""
    state = _read(source.path.read_bytes().decode("latin-1"))
    return source.flow(_pieces(_whole(state.out)), title=_whole(state.title))


def _pieces(text: str) -> Iterator[Piece]:
    """Yield paragraphs, and a table for each run of rows."""
    for is_table, parts in groupby(_rows_and_words(text), key=itemgetter(0)):
        texts = [part for _, part in parts]
        if is_table:
            yield Piece(
                "table", pipe_table([row.split(CELL_END)[:-1] for row in texts], headed=None)
            )
        else:
            yield from _written("".join(texts))


def _written(text: str) -> Iterator[Piece]:
    """Yield the blocks of a text, and the headings marked in it."""
    parts = HEADING.split(text)
    for before, heading, level in zip_longest(parts[::3], parts[1::3], parts[2::3], fillvalue=""):
        below = 0 if len(parts) == 1 else 1
        yield from with_lists(text_pieces(clean(before.lstrip(" \n")), below=below))
        if heading.strip():
            yield Piece("heading", one_line(heading), int(level))


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


def _read(text: str) -> _State:
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
    return state


def _whole(parts: list[str]) -> str:
    """Join what was written; characters beyond the first 65,536 come as two halves."""
    return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _take_word(state: _State, word: str, number: int | None) -> None:
    if word == "title" and state.look.silent:
        state.change(titling=True)
    elif word in SILENT:
        state.change(silent=True, in_fonts=word == "fonttbl")
    elif word in SPOKEN:
        ends = word == "par" and state.look.level and not state.look.silent
        state.say(f"{HEADING_END}{state.look.level}\n\n" if ends else SPOKEN[word])
    elif word == "u" and number is not None:
        state.say(chr(number % 65_536))
        state.skip = state.look.fallback
    elif word == "ansicpg" and number:
        state.codepage = _known_codepage(number)
    elif word == "footnote":
        state.say(" [")
        state.change(closing="]")
    else:
        _change_look(state, word, number)


def _change_look(state: _State, word: str, number: int | None) -> None:
    if word == "uc" and number is not None:
        state.change(fallback=max(0, number))
    elif word in ("v", "deleted"):
        state.change(hidden=number != 0)
    elif word in ("strike", "striked"):
        state.change(struck=number != 0)
    elif word in ("super", "sub"):
        state.change(script=word if number != 0 else "")
    elif word == "nosupersub":
        state.change(script="")
    elif word == "plain":
        state.change(hidden=False, struck=False, script="", font=state.default_font)
    elif word == "pard":
        state.change(level=0)
    elif word == "outlinelevel" and number is not None:
        state.change(level=min(number + 1, DEEPEST) if 0 <= number < BODY_LEVEL else 0)
    else:
        _change_font(state, word, number)


def _change_font(state: _State, word: str, number: int | None) -> None:
    if word == "f" and number is not None:
        state.change(font=number)
    elif word == "deff" and number is not None:
        state.default_font = number
        state.change(font=number)
    elif word == "fcharset" and state.look.in_fonts and number in CHARSETS:
        state.fonts[state.look.font] = CHARSETS[number]


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
        state.change(silent=True)
    elif symbol in "\\{}":
        state.say(symbol)
    elif symbol == "~":
        state.say(" ")
    elif symbol == "_":
        state.say("-")
    elif symbol in "\r\n":
        state.say("\n\n")


def _take_brace(state: _State, brace: str) -> None:
    state.settle()
    if brace == "{":
        state.stack.append(state.look)
        if state.look.closing:
            state.change(closing="")
    elif state.stack:
        if state.look.closing:
            state.say(state.look.closing)
        state.look = state.stack.pop()
