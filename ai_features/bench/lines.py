"""Golden sets as CSV or JSON lines: reading what people wrote, writing what they can read."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ai_features.bench.library import Spot
from ai_features.bench.models import LONGEST_QUESTION, GoldenPassage, GoldenQuestion
from core.errors import Invalid
from core.rest.schemas import Word

COLUMNS: Final = ("question", "document", "document_id", "page", "start", "end", "quote")
# A spreadsheet reads a cell that begins with one of these as a formula; the wide signs are for East
# Asian ones.
SIGNS: Final = "=+\\-@＝＋－＠"
# A spreadsheet whose lists are separated by semicolons, as in much of Europe, cuts the cells of
# this file at them, and at line breaks, as it no longer sees that they are quoted.
CUTS: Final = ";\t\r\n"
OPEN: Final = re.compile(f"^(?='*[{SIGNS}\t\r\n])|(?<=[{CUTS}])(?=['\"]*[{SIGNS}])")
GUARDED: Final = re.compile(f"^'(?='*[{SIGNS}\t\r\n])|(?<=[{CUTS}])'(?=['\"]*[{SIGNS}])")
LONGEST_CELL: Final = 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an import as it was written, and what it says, or what is wrong with it."""

    number: int
    written: str
    question: str = ""
    spots: tuple[Spot, ...] = ()
    wrong: str = ""


class _Spot(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    document: Word = ""
    document_id: Word = ""
    page: int | None = Field(None, ge=1, le=2**31 - 1)
    start: int | None = Field(None, ge=0, le=2**31 - 1)
    end: int | None = Field(None, ge=1, le=2**31 - 1)
    quote: Word = Field("", max_length=LONGEST_CELL)

    def spot(self) -> Spot:
        return Spot(self.document_id or self.document, self.page, self.start, self.end, self.quote)


class _Row(_Spot):
    question: Word = Field(min_length=1, max_length=LONGEST_QUESTION)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    question: Word = Field(min_length=1, max_length=LONGEST_QUESTION)
    passages: list[_Spot] = Field(min_length=1)


def read_lines(text: str) -> Iterator[Line]:
    """Yield what each line says: as JSON lines if the text begins with a brace, else as CSV.

    Raises :class:`core.errors.Invalid` if the CSV heading cannot be read or names wrong columns.
    """
    text = text.removeprefix("\ufeff")
    if text.lstrip().startswith("{"):
        return _json_lines(text)
    return _csv_lines(text)


def write_csv(golden: Iterable[GoldenQuestion]) -> str:
    """Return one row for each passage, under a heading."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in golden:
        for passage in row.passages.all():
            told = {"question": row.question} | _told(passage)
            writer.writerow([_guarded(told[name]) for name in COLUMNS])
    return out.getvalue()


def write_jsonl(golden: Iterable[GoldenQuestion]) -> str:
    """Return one line for each question, with its passages."""
    rows = (
        {"question": row.question, "passages": [_told(each) for each in row.passages.all()]}
        for row in golden
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _told(passage: GoldenPassage) -> dict[str, Any]:
    return {
        "document": passage.document.title,
        "document_id": str(passage.document_id),
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
        "quote": passage.quote,
    }


def _json_lines(text: str) -> Iterator[Line]:
    for number, written in enumerate(text.split("\n"), start=1):
        if not written.strip():
            continue
        try:
            entry = _Entry.model_validate_json(written)
        except ValidationError as error:
            yield Line(number, written, wrong=_in_words(error))
            continue
        spots = tuple(each.spot() for each in entry.passages)
        yield Line(number, written, entry.question, spots)


def _csv_lines(text: str) -> Iterator[Line]:
    heading = text.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=delimiter)
    try:
        names = [name.strip().casefold() for name in next(reader, [])]
    except csv.Error as error:
        raise Invalid(f"The first line is not CSV: {error}. Nothing was imported.") from error
    _check_heading(names)
    return _rows(reader, names, delimiter)


def _check_heading(names: list[str]) -> None:
    strange = [name for name in names if name not in COLUMNS]
    if "question" not in names or strange or len(set(names)) < len(names):
        told = f" “{strange[0][:60]}” is not one of them." if strange else ""
        raise Invalid(
            "The first line names the columns: question, document, and either quote or page, "
            f"start and end.{told} Nothing was imported."
        )


def _rows(reader: Any, names: list[str], delimiter: str) -> Iterator[Line]:
    last = reader.line_num
    while True:
        number = last + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield Line(number, "", wrong=f"This is not CSV: {error}.")
            return
        if cells is None:
            return
        last = reader.line_num
        if any(cell.strip() for cell in cells):
            yield _row(number, cells, names, delimiter)


def _row(number: int, cells: list[str], names: list[str], delimiter: str) -> Line:
    written = _again(cells, delimiter)
    if len(cells) > len(names):
        return Line(number, written, wrong="There are more cells than columns.")
    said = {name: _plain(cell) for name, cell in zip(names, cells, strict=False) if cell.strip()}
    try:
        row = _Row.model_validate(said)
    except ValidationError as error:
        return Line(number, written, wrong=_in_words(error))
    return Line(number, written, row.question, (row.spot(),))


def _again(cells: list[str], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="").writerow(cells)
    return out.getvalue()


def _in_words(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    told = str(first["msg"]).removeprefix("Value error, ")
    return f"{where}: {told}." if where else f"{told}."


def _guarded(cell: object) -> str:
    return OPEN.sub("'", str(cell))


def _plain(cell: str) -> str:
    return GUARDED.sub("", cell)
