"""Take notes on a text too long to read at once (map), tied to the passages they rest on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from ai_features.gateway import Message, estimate_tokens
from ai_features.knowledge.citations.marks import without_marks
from ai_features.summary.checking import POINT, supports
from ai_features.summary.prompt import (
    fewer_notes_messages,
    noted,
    notes_messages,
    one_source,
)
from ai_features.summary.sources import Source

Ask = Callable[[list[Message]], str]
Report = Callable[[int, int, str], None]
# The share of the notes that a model may keep when it condenses them.
KEPT: Final = 0.8
# A mark has at most three digits.
MOST_SOURCES: Final = 999
SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True)
class Note:
    """One fact, and the passages that support it."""

    text: str
    sources: tuple[Source, ...]


@dataclass
class NoteTaker:
    """Has a model take notes; notes that its passages do not support are dropped and counted."""

    ask: Ask
    report: Report
    workspace_id: UUID
    room: int
    dropped: int = 0

    def notes(self, sources: Sequence[Source]) -> list[Note]:
        """Return notes on all ``sources``, fitting into ``room`` tokens together.

        Each part's passages are numbered from 1, so that marks stay short however long the text is.
        """
        parts = groups_of([one_source(source) for source in sources], room=self.room)
        notes: list[Note] = []
        for done, part in enumerate(parts):
            self.report(done, len(parts), f"Reading part {done + 1} of {len(parts)}")
            passages = counted([sources[index] for index in part])
            notes += self._read(self.ask(notes_messages(passages)), passages)
        return self._fitting(notes)

    def _fitting(self, notes: list[Note]) -> list[Note]:
        while len(groups := self._grouped(notes)) > 1:
            self.report(0, len(groups), "Condensing the notes")
            fewer = [note for group in groups for note in self._fewer(group)]
            # A model that keeps too much, or nothing, is not asked again: each round costs one call
            # per group, so each must shrink the notes enough to keep the rounds few.
            enough = 0 < len(fewer) <= KEPT * len(notes)
            notes = fewer if enough else notes[:: len(groups)]
        return notes

    def _grouped(self, notes: Sequence[Note]) -> list[list[Note]]:
        groups = groups_of([note.text for note in notes], room=self.room, most=MOST_SOURCES // 3)
        return [[notes[index] for index in group] for group in groups]

    def _fewer(self, notes: Sequence[Note]) -> list[Note]:
        passages = passages_of(notes)
        return self._read(self.ask(fewer_notes_messages(material_of(notes, passages))), passages)

    def _read(self, answer: str, passages: Sequence[Source]) -> list[Note]:
        lines = [POINT.sub("", line).strip() for line in answer.splitlines() if line.strip()]
        notes: list[Note] = []
        for line in lines:
            held = supports(line, passages, workspace_id=self.workspace_id)
            if held:
                text = SPACE.sub(" ", without_marks(line)).strip()
                notes.append(Note(text, tuple(passages[number - 1] for number in sorted(held))))
        self.dropped += len(lines) - len(notes)
        return notes


def groups_of(texts: Sequence[str], *, room: int, most: int = MOST_SOURCES) -> list[list[int]]:
    """Return the indices of ``texts`` in consecutive groups of at most ``room`` tokens."""
    groups: list[list[int]] = []
    left = 0
    for index, text in enumerate(texts):
        size = estimate_tokens(text) + 2
        if not groups or size > left or len(groups[-1]) == most:
            groups.append([])
            left = room
        groups[-1].append(index)
        left -= size
    return groups


def counted(sources: Sequence[Source]) -> list[Source]:
    """Return ``sources`` numbered from 1."""
    return [replace(source, number=number) for number, source in enumerate(sources, start=1)]


def passages_of(notes: Sequence[Note]) -> list[Source]:
    """Return the passages that ``notes`` rest on, each once, numbered from 1 in their order."""
    return counted(
        list(dict.fromkeys(replace(each, number=0) for note in notes for each in note.sources))
    )


def material_of(notes: Sequence[Note], passages: Sequence[Source]) -> str:
    """Return ``notes`` as the model reads them, each with the numbers of its ``passages``."""
    numbers = {replace(passage, number=0): passage.number for passage in passages}
    return noted(
        [
            (note.text, [numbers[replace(source, number=0)] for source in note.sources])
            for note in notes
        ]
    )
