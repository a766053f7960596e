"""How a document is divided: by its headings, or by its pages if it has none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from ai_features.knowledge.extraction.statements import words_in
from ai_features.summary.sources import Source
from projects.documents.places import SECTION_SEPARATOR

FEWEST_PARTS: Final = 3
DEEPEST: Final = 3
# The share of a document that must be under headings of one level for these to divide it.
COVERED: Final = 0.6
STRETCHES: Final = 8
LONGEST_LABEL: Final = 80


@dataclass(frozen=True)
class Part:
    """A part of a document, and its name."""

    label: str
    sources: list[Source]

    @property
    def words(self) -> int:
        """How many words it has."""
        return count_words(self.sources)


def count_words(sources: Sequence[Source]) -> int:
    """Return how many words ``sources`` have together."""
    return sum(words_in(source.text) for source in sources)


def parts_of(sources: Sequence[Source]) -> list[Part]:
    """Return the parts of one document in order, by the highest headings that divide it.

    Text before the first heading belongs to no part.
    """
    for depth in range(DEEPEST):
        parts = [
            Part(label, list(group))
            for label, group in groupby(sources, key=lambda source: _heading(source, depth))
            if label
        ]
        covered = sum(part.words for part in parts)
        several = len({part.label for part in parts}) >= FEWEST_PARTS
        if several and covered >= COVERED * count_words(sources):
            return parts
    return _stretches(sources)


def _heading(source: Source, depth: int) -> str:
    path = source.section.split(SECTION_SEPARATOR) if source.section else []
    return path[depth].strip(" :*#")[:LONGEST_LABEL] if depth < len(path) else ""


def _stretches(sources: Sequence[Source]) -> list[Part]:
    """Divide a document without headings into equal parts, named by their pages."""
    size = -(-len(sources) // STRETCHES)
    parts = [list(sources[first : first + size]) for first in range(0, len(sources), size)]
    return [Part(_pages(part), part) for part in parts]


def _pages(part: Sequence[Source]) -> str:
    labels = list(dict.fromkeys(source.page_label for source in part))
    return labels[0] if len(labels) == 1 else f"{labels[0]} – {labels[-1]}"
