"""What a run is about: its question, or the documents or text it was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from django.utils.text import Truncator

from ai_features.runs.models import Run
from projects.models import Document

BEGINNING: Final = 60
# The input fields that hold what somebody typed; a summary is asked for without any.
QUESTION: Final = ("message", "query")


def question_of(run: Run) -> str:
    """Return the question that the run was asked, or "" if there is none."""
    return next((str(run.asked[name]) for name in QUESTION if run.asked.get(name)), "")


def subjects(runs: Sequence[Run]) -> dict[UUID, str]:
    """Return in words what each run is about, by run id; the runs are of one workspace.

    The wording is that of the summary page. One query fetches the titles for all runs; a run that
    has a question is left out. Call it inside ``in_workspace``.
    """
    quiet = [run for run in runs if not question_of(run)]
    titles = _titles(quiet)
    return {run.pk: words for run in quiet if (words := _subject(run, titles))}


def _titles(runs: Sequence[Run]) -> dict[str, str]:
    wanted = {named[0] for run in runs if (named := _documents(run))}
    if not wanted:
        return {}
    rows = Document.objects.for_workspace(runs[0].workspace_id).filter(pk__in=wanted)
    return {str(pk): title for pk, title in rows.values_list("pk", "title")}


def _subject(run: Run, titles: dict[str, str]) -> str:
    documents = _documents(run)
    if not documents:
        text = " ".join(str(run.asked.get("text", "")).split())
        return f"Pasted text: {Truncator(text).chars(BEGINNING)}" if text else ""
    return documents_in_words(documents, titles)


def documents_in_words(ids: Sequence[str], titles: Mapping[str, str]) -> str:
    """Return the title of the first document and the number of others, “Lease and 3 more”.

    ``titles`` maps ids to titles; a document that is not among them has been deleted.
    """
    title, more = titles.get(ids[0]), len(ids) - 1
    if not more:
        return title or "A document since deleted"
    return f"{title} and {more} more" if title else f"{len(ids)} documents"


def _documents(run: Run) -> list[str]:
    given = run.asked.get("document_ids")
    return [str(each) for each in given] if isinstance(given, list) else []
