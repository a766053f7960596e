"""What runs without a question are about: the documents they name, or a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.utils.text import Truncator

from ai_features.runs.models import Run
from projects.models import Document

NAMED: Final = 2
BEGINNING: Final = 60
QUESTIONS: Final = ("message", "query")


def subjects(runs: Sequence[Run]) -> dict[UUID, str]:
    """Return what each of the runs of one workspace is about, in words, by the run's id.

    One query names the first documents of all of them; a run that asks in words of its own is
    left out. Call it inside ``in_workspace``.
    """
    quiet = [run for run in runs if not any(run.input.get(name) for name in QUESTIONS)]
    titles = _titles(quiet)
    return {run.pk: words for run in quiet if (words := _subject(run, titles))}


def _titles(runs: Sequence[Run]) -> dict[str, str]:
    wanted = {each for run in runs for each in _documents(run)[:NAMED]}
    if not wanted:
        return {}
    rows = Document.objects.for_workspace(runs[0].workspace_id).filter(pk__in=wanted)
    return {str(pk): title for pk, title in rows.values_list("pk", "title")}


def _subject(run: Run, titles: dict[str, str]) -> str:
    documents = _documents(run)
    if not documents:
        text = " ".join(str(run.input.get("text", "")).split())
        return f"Pasted text: {Truncator(text).chars(BEGINNING)}" if text else ""
    named = documents if len(documents) <= NAMED else documents[:1]
    parts = [titles.get(each, "a document since deleted") for each in named]
    if others := len(documents) - len(named):
        parts.append(f"{others} others")
    words = " and ".join(parts)
    return words[0].upper() + words[1:]


def _documents(run: Run) -> list[str]:
    given = run.input.get("document_ids")
    return [str(each) for each in given] if isinstance(given, list) else []
