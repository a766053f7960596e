"""Summaries as the pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from ai_features.knowledge.citations.cited_html import placed_citation, tied_html
from ai_features.knowledge.citations.marks import without_marks
from ai_features.knowledge.extraction.statements import words_in
from ai_features.runs.models import Mode, Run, RunStatus
from ai_features.runs.subjects import documents_in_words
from ai_features.summary.options import WORDS, Length
from core.json import Json
from projects.models import Document

# A summary with less than this share of the words asked for is far shorter than asked.
FAR_SHORTER: Final = 0.7


@dataclass(frozen=True, slots=True)
class ShownSummary:
    """A summary with its sources, and its options in words."""

    run: Run
    text: SafeString
    sources: list[Json]
    about: str
    options: str

    @property
    def plain(self) -> str:
        """The summary without marks and emphasis, for copying."""
        return without_marks(self.run.output.get("text", "")).replace("**", "")

    @property
    def left_out(self) -> str:
        """What became of unsupported sentences, in words; empty if there were none."""
        count = self.run.output.get("dropped_sentences", 0)
        if not count:
            return ""
        if self.run.mode == Mode.EXTRACTIVE:
            return "The documents support nothing that the model wrote, so they are quoted instead."
        sentences = "One sentence was" if count == 1 else f"{count} sentences were"
        return f"{sentences} left out, because the documents do not support what was written."

    @property
    def is_all(self) -> bool:
        """Whether the summary is far shorter than asked for: there was little more to quote."""
        asked = WORDS[Length(self.run.input.get("length", Length.MEDIUM))]
        quoted = self.run.mode == Mode.EXTRACTIVE and self.run.status == RunStatus.DONE
        return quoted and words_in(self.plain) < FAR_SHORTER * asked

    @property
    def stage(self) -> str:
        """What is being done, in words."""
        words = {"": "Waiting for a free worker", "reading": "Reading", "writing": "Writing"}
        return words.get(self.run.stage, self.run.stage)

    @property
    def parts(self) -> int:
        """How many parts there are to read; 0 if only one."""
        return self.run.progress_total if self.run.progress_total > 1 else 0


def shown_summary(
    run: Run, *, documents: Sequence[Document], workspace: str, project: str
) -> ShownSummary:
    """Return the run ready for a template; ``workspace`` and ``project`` are slugs."""
    return ShownSummary(
        run=run,
        text=tied_html(
            run.output.get("text", ""), run.citations, workspace=workspace, project=project
        ),
        sources=[
            placed_citation(each, workspace=workspace, project=project) for each in run.citations
        ],
        about=about(run, documents),
        options=options_in_words(run),
    )


def about(run: Run, documents: Sequence[Document]) -> str:
    """Return what the run summarises in words: its documents, or the pasted text."""
    named = run.asked.get("document_ids")
    if not named:
        return "Pasted text"
    return documents_in_words(named, {str(row.pk): row.title for row in documents})


def options_in_words(run: Run) -> str:
    """Return the options of the summary, such as “Short, list, warm, for the board”."""
    given = run.asked
    layout = "list" if given.get("format") == "bullets" else "paragraphs"
    words = [str(given.get("length", "medium")).capitalize(), layout]
    words += [given["tone"]] if given.get("tone") else []
    words += [f"for {given['audience']}"] if given.get("audience") else []
    return ", ".join(words)
