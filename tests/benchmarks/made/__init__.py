"""Documents that we make ourselves, so that their content is known exactly."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

WHO = "The supplier|The buyer|An auditor|Each warehouse|The carrier|Our insurer|A visitor|The board"
DOES = "inspects|returns|replaces|records|approves|delays|insures|measures|stores|invoices|forwards"
WHAT = "the pallets|a damaged crate|the cold chain|each invoice|spare parts|a ramp|all the keys"
WHEN = "on Mondays|within {0} days|after {0} weeks|at gate {0}|for {0} euros|above {0} degrees"

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Made:
    """A file and its truth: texts in reading order, tables row by row, and what must be absent.

    ``truth`` includes the cells of ``tables``. ``absent`` is page furniture, such as "Page 3".
    """

    name: str
    filename: str
    content: bytes
    truth: list[str]
    tables: list[Rows] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)


class Writer:
    """Writes sentences, each with a number of its own, always the same for a seed."""

    def __init__(self, seed: int) -> None:
        self._chance, self._number = random.Random(seed), seed * 1_000

    def sentence(self) -> str:
        """Return a sentence."""
        self._number += self._chance.randint(1, 9)
        who, does, what, when = (
            self._chance.choice(words.split("|")) for words in (WHO, DOES, WHAT, WHEN)
        )
        return f"{who} {does} {what} {when.format(self._number)}."

    def paragraph(self, sentences: int = 5) -> str:
        """Return that many sentences in a row."""
        return " ".join(self.sentence() for _ in range(sentences))


def cells_of(rows: Rows) -> list[str]:
    """Return the non-empty cells, row by row."""
    return [cell for row in rows for cell in row if cell]
