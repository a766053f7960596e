"""Our parser and plain ones, measured against the known content of documents.

Run ``python -m tests.benchmarks.parsers [--list] [--speed]``. The documents are made here
(``tests/benchmarks/made``). pypdf and pdfminer.six are measured if they can be imported:
``pip install --target FOLDER pypdf pdfminer.six``, then ``PYTHONPATH=FOLDER``.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean

import pypdfium2 as pdfium

from projects.parsing import Limits, ParsedDocument, Unreadable, read_document
from projects.parsing.formats import parse
from tests.benchmarks.big_pdf import make_pdf
from tests.benchmarks.made import Made, Rows
from tests.benchmarks.made.harder import all_harder
from tests.benchmarks.made.others import all_others
from tests.benchmarks.made.pdfs import all_pdfs
from tests.benchmarks.quality_page import share, table

WORD = re.compile(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+(?:[-'’.,][^\W_\u4e00-\u9fff]+)*")
SPEED_PAGES = 300
Read = Callable[[bytes], str]


@dataclass(frozen=True)
class Score:
    """Shares between 0 and 1: word F1, order, cells in place, headings, absence of furniture."""

    words: float
    order: float
    cells: float | None
    headings: float | None
    furniture: float | None


def words_of(text: str) -> list[str]:
    return WORD.findall(text.lower())


def word_f1(found: list[str], truth: list[str]) -> float:
    """Return the harmonic mean of precision and recall over words, with their counts."""
    common = (Counter(found) & Counter(truth)).total()
    return 2 * common / (len(found) + len(truth)) if found or truth else 1.0


def kendall(found: list[str], truth: list[str]) -> float:
    """Return Kendall's tau over the words that occur once in each, scaled to 0–1."""
    once = {word for word, count in Counter(truth).items() if count == 1}
    places: dict[str, int] = {}
    for place, word in enumerate(found):
        if word in once:
            places.setdefault(word, place)
    ranks = [places[word] for word in truth if word in places]
    pairs = len(ranks) * (len(ranks) - 1) / 2
    return 1 - inversions(ranks) / pairs if pairs else 0.0


def inversions(ranks: list[int]) -> int:
    """Count pairs that are out of order, by merge sort."""
    if len(ranks) <= 1:
        return 0
    middle = len(ranks) // 2
    left, right = ranks[:middle], ranks[middle:]
    count = inversions(left) + inversions(right)
    left.sort()
    right.sort()
    at = 0
    for rank in right:
        while at < len(left) and left[at] <= rank:
            at += 1
        count += len(left) - at
    return count


def cells_in_place(text: str, rows: Rows) -> float:
    """Return the share of non-empty cells in the right row and column of a pipe table."""
    found = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|") and "---" not in line
    ]
    right = total = 0
    for row in rows:
        best = max((_same_cells(row, other) for other in found), default=0)
        right += best
        total += sum(bool(cell) for cell in row)
    return right / total if total else 1.0


def _same_cells(row: Sequence[str], other: Sequence[str]) -> int:
    return sum(bool(cell) and cell == there for cell, there in zip(row, other, strict=False))


def headings_found(document: ParsedDocument, headings: Sequence[str]) -> float:
    """Return the F1 score of the headings found."""
    found = [
        page.text[block.start : block.end]
        for page in document.pages
        for block in page.blocks
        if block.kind == "heading"
    ]
    return word_f1(found, list(headings))


def scored(made: Made, text: str, document: ParsedDocument | None) -> Score:
    truth, found = words_of(" ".join(made.truth)), words_of(text)
    tables = [cells_in_place(text, rows) for rows in made.tables]
    kept = [mark not in text for mark in made.absent]
    return Score(
        word_f1(found, truth),
        kendall(found, truth),
        fmean(tables) if tables else None,
        headings_found(document, made.headings) if document and made.headings else None,
        fmean(kept) if kept else None,
    )


def our_reading(made: Made) -> ParsedDocument:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document"
        path.write_bytes(made.content)
        return read_document(
            path, filename=made.filename, limits=Limits(), on_progress=lambda done, total: None
        )


def text_of(document: ParsedDocument) -> str:
    return "\n\n".join(page.text for page in document.pages)


def by_pdfium(content: bytes) -> str:
    document = pdfium.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def by_pypdf(content: bytes) -> str:
    reader = import_module("pypdf").PdfReader(io.BytesIO(content))
    return "\n".join(page.extract_text() for page in reader.pages)


def by_pdfminer(content: bytes) -> str:
    return str(import_module("pdfminer.high_level").extract_text(io.BytesIO(content)))


def others() -> dict[str, Read]:
    """Return the plain parsers that are installed."""
    found: dict[str, Read] = {"pdfium's text": by_pdfium}
    if find_spec("pypdf"):
        found["pypdf"] = by_pypdf
    if find_spec("pdfminer"):
        found["pdfminer.six"] = by_pdfminer
    return found


def our_scores(documents: Sequence[Made]) -> Iterator[tuple[Made, Score]]:
    for made in documents:
        try:
            document = our_reading(made)
        except Unreadable as reason:
            print(f"{made.name}: refused as {reason.code}")
            yield made, Score(0, 0, 0, 0, 0)
            continue
        yield made, scored(made, text_of(document), document)


def mean(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return share(fmean(known)) if known else "–"


def row(name: str, scores: Sequence[Score]) -> list[str]:
    columns = zip(
        *((s.words, s.order, s.cells, s.headings, s.furniture) for s in scores), strict=True
    )
    return [name, *(mean(list(column)) for column in columns)]


HEAD = ("", "words, F1", "order, tau", "cells in place", "headings, F1", "furniture gone")


def section() -> str:
    """Return the documents section of docs/quality.md."""
    pdfs, files = [*all_pdfs(), *all_harder()], all_others()
    rows = [row(f"ours, {len(pdfs)} PDFs", [score for _, score in our_scores(pdfs)])]
    rows += [
        row(name, [scored(made, read(made.content), None) for made in pdfs])
        for name, read in others().items()
    ]
    rows.append(row(f"ours, {len(files)} other files", [score for _, score in our_scores(files)]))
    intro = (
        "Documents made for the purpose, so that their text, order, tables and headings are known: "
        "columns, tables, notes, lists, furniture, scripts, Office, web, mail. They reveal faults "
        "and guard against their return; the parser was improved on them, so expect a little less "
        "on others. The plain parsers make no tables and keep headers and page numbers.\n\n"
        "`python -m tests.benchmarks.parsers`, with pypdf and pdfminer.six on PYTHONPATH for "
        "theirs."
    )
    return f"## Documents\n\n{intro}\n\n{table(HEAD, rows)}"


def listing(documents: Sequence[Made]) -> str:
    return "\n".join(
        "  ".join((f"{name:38}", *figures))
        for name, *figures in (row(made.name, [score]) for made, score in our_scores(documents))
    )


def cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def speed() -> str:
    """Return pages per CPU second on a dense PDF, each parser in turn in this process."""
    content = make_pdf(SPEED_PAGES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.pdf"
        path.write_bytes(content)
        ours = cpu(
            lambda: parse(path, filename="big.pdf", limits=Limits(), on_progress=lambda *_: None)
        )
    rows = [("ours", ours)]
    rows += [(name, cpu(partial(read, content))) for name, read in others().items()]
    return "\n".join(f"  {name:14} {SPEED_PAGES / spent:6.0f} pages/s" for name, spent in rows)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--list", action="store_true", help="print a line for each document")
    options.add_argument("--speed", action="store_true", help="measure speed alone")
    chosen = options.parse_args()
    if chosen.list:
        print(listing([*all_pdfs(), *all_harder(), *all_others()]))
    elif chosen.speed:
        print(speed())
    else:
        print(f"{section()}\n\nSpeed, CPU, {SPEED_PAGES} dense pages\n{speed()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
