"""What the list of workspaces shows about their documents."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.template.defaultfilters import pluralize

from core.rights import Right
from core.tenancy.counting import count_over_mine
from core.workspaces.facts import Facts, Note

PAGE = "projects:home"


def document_facts(workspaces: list[UUID]) -> Mapping[UUID, Facts]:
    """Return when a document was last added, and how many failed or are being read."""
    rows = count_over_mine("projects_documents_of_mine", workspaces)
    return {
        workspace: Facts(row["active_at"], notes=_notes(**row)) for workspace, row in rows.items()
    }


def _notes(*, failed: int, unfinished: int, **_: object) -> list[Note]:
    notes = []
    if failed:
        words = f"{failed:,} document{pluralize(failed)} could not be read"
        notes.append(Note(words, "failed", PAGE, right=Right.DOCUMENT_WRITE))
    if unfinished:
        words = f"Reading {unfinished:,} document{pluralize(unfinished)}"
        notes.append(Note(words, "processing", PAGE))
    return notes
