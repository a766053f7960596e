"""What a run is about: the words it was asked in, or the documents or the text it was given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.utils.text import Truncator

from ai_features.runs.models import Run
from projects.models import Document

BEGINNING: Final = 60
# Where a kind of demo keeps the words somebody typed; a summary is asked for without any.
QUESTION: Final = ("message", "query")


def question_of(run: Run) -> str:
    """Return the words that the run was asked in, empty if there are none."""
    return next((str(run.input[name]) for name in QUESTION if run.input.get(name)), "")


def subjects(runs: Sequence[Run]) -> dict[UUID, str]:
    """Return what each of the runs of one workspace is about, in words, by the run's id.

    The words are the summary page's. One query names the documents of all of them; a run that asks
    in words of its own is left out. Call it inside ``in_workspace``.
    """
    quiet = [run for run in runs if not question_of(run)]
    titles = _titles(quiet)
    return {run.pk: words for run in quiet if (words := _subject(run, titles))}


def _titles(runs: Sequence[Run]) -> dict[str, str]:
    wanted = {named[0] for run in runs if len(named := _documents(run)) == 1}
    if not wanted:
        return {}
    rows = Document.objects.for_workspace(runs[0].workspace_id).filter(pk__in=wanted)
    return {str(pk): title for pk, title in rows.values_list("pk", "title")}


def _subject(run: Run, titles: dict[str, str]) -> str:
    documents = _documents(run)
    if not documents:
        text = " ".join(str(run.input.get("text", "")).split())
        return f"Pasted text: {Truncator(text).chars(BEGINNING)}" if text else ""
    if len(documents) > 1:
        return f"{len(documents)} documents"
    return titles.get(documents[0], "A document since deleted")


def _documents(run: Run) -> list[str]:
    given = run.input.get("document_ids")
    return [str(each) for each in given] if isinstance(given, list) else []
