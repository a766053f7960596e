"""Whole quoted summaries in the product's own layout, examined as an editor would.

They summarise the sample workspace's documents and long texts, in three lengths.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from ai_features.gateway.local import encode
from ai_features.knowledge.indexing.chunking import BlockSpan, PageText, chunk_pages
from ai_features.summary.options import Length, SummaryOptions
from ai_features.summary.quoting import Block, blocks_of, laid_out, plan
from ai_features.summary.sources import Source
from projects.parsing.limits import Limits
from projects.parsing.reader import read_document
from tests.ai_features.summary.made import source
from tests.benchmarks.data import file_text
from tests.benchmarks.prose import DANGLING, repeats, words_of
from tests.benchmarks.quality_page import table

SAMPLE = Path(__file__).resolve().parents[2] / "ai_features" / "sample" / "content" / "documents"
TABLE = words_of("A table with the columns")
LONG_TEXTS = ("chatlogs", "finance", "pubmed", "state_of_the_union", "wikitexts")


@dataclass(frozen=True)
class Read:
    """A summary with the pages it was made from."""

    blocks: list[Block]
    citations: list[dict[str, Any]]
    pages: dict[int, str]
    words: int
    budget: int
    seconds: float


def sample_documents() -> Iterator[tuple[str, list[PageText]]]:
    yield from map(read_pages, sorted(SAMPLE.iterdir()))


def read_pages(path: Path) -> tuple[str, list[PageText]]:
    """Return a file's title and pages as the product reads them."""
    parsed = read_document(
        path, filename=path.name, limits=Limits(), on_progress=lambda done, total: None
    )
    pages = [
        PageText(
            page.number,
            page.label,
            page.text,
            [BlockSpan(each.kind, each.start, each.end, each.level) for each in page.blocks],
        )
        for page in parsed.pages
    ]
    return parsed.title, pages


def long_documents() -> Iterator[tuple[str, list[PageText]]]:
    for name in LONG_TEXTS:
        yield name, [PageText(1, "Page 1", file_text(f"chunking_eval/corpora/{name}.md"))]


def sources_of(title: str, pages: Sequence[PageText]) -> list[Source]:
    return [
        source(
            number,
            draft.text,
            title=title,
            page=draft.page,
            page_label=draft.page_label,
            start=draft.start,
            end=draft.end,
            section=draft.section,
            context=draft.context,
        )
        for number, draft in enumerate(chunk_pages(pages, title=title), start=1)
    ]


def summarised(title: str, pages: Sequence[PageText], length: Length) -> Read:
    options = SummaryOptions(length=length)
    sources = sources_of(title, pages)
    began = process_time()
    blocks = list(blocks_of(plan(sources, options), embed=encode))
    _, cited = laid_out(blocks, bullets=False)
    return Read(
        blocks,
        cited,
        {page.number: page.text for page in pages},
        sum(len(extract.text.split()) for block in blocks for _, extract in block.chosen),
        options.words,
        process_time() - began,
    )


def texts_of(made: Read) -> list[str]:
    return [extract.text for block in made.blocks for _, extract in block.chosen]


def headers_of(made: Read) -> list[str]:
    sources = [source for block in made.blocks for source, _ in block.chosen]
    return [
        source.table_header or source.text[source.text.find("|") :].split("\n")[0]
        for source in sources
    ]


def holds(citation: dict[str, Any], said: str, header: str, made: Read) -> bool:
    """Return whether the page has the quotation at its place, and the quotation all that is said.

    A table row is said with its column names, which are in the table's first row; a table itself is
    said by these names, after words of our own.
    """
    page = made.pages[citation["page"]]
    quote = page[citation["start"] : citation["end"]]
    extra = words_of(said) - words_of(quote) - words_of(header) - TABLE
    return quote == citation["quote"] and not extra


def in_order(made: Read) -> bool:
    places = [
        [(each.number, extract.start) for each, extract in block.chosen] for block in made.blocks
    ]
    return all(each == sorted(each) for each in places)


def readable_rows() -> list[list[str]]:
    rows = []
    for name, documents in (("sample workspace", sample_documents), ("long texts", long_documents)):
        read = list(documents())
        for length in Length:
            made = [summarised(title, pages, length) for title, pages in read]
            rows.append([f"{name}, {length}", *_figures(made)])
    return rows


def _figures(made: Sequence[Read]) -> list[str]:
    pairs = [
        (*pair, each)
        for each in made
        for pair in zip(each.citations, texts_of(each), headers_of(each), strict=True)
    ]
    held = sum(holds(*pair) for pair in pairs)
    dangling = sum(bool(DANGLING.match(said)) for _, said, _, _ in pairs)
    return [
        f"{held} of {len(pairs)}",
        str(dangling),
        f"{sum(repeats(texts_of(each)) for each in made)} of {len(made)}",
        f"{sum(in_order(each) for each in made)} of {len(made)}",
        f"{np.mean([each.words for each in made]):.0f} of {made[0].budget}",
        f"{max(each.seconds for each in made):.1f}",
    ]


def readable_table() -> str:
    return table(
        [
            "quoted summaries",
            "sentences whose place holds them",
            "that begin with a loose pronoun or connective",
            "summaries that repeat themselves",
            "in the order of the text",
            "words, of the budget",
            "CPU seconds, longest",
        ],
        readable_rows(),
    )
