"""Fill a golden set, and have it measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from ai_features.bench.models import (
    LONGEST_QUESTION,
    ONCE,
    ONE_OPEN,
    OPEN,
    GoldenPassage,
    GoldenQuestion,
    Measurement,
    MeasurementState,
)
from ai_features.bench.queries import (
    NO_GOLDEN,
    digest_of,
    golden_called,
    golden_count,
    open_measurement,
    snapshot_of,
)
from ai_features.bench.scoring import Place, hits, place_of
from ai_features.knowledge.settings import SearchSettings, kept_settings
from ai_features.knowledge.words.query import Mode
from core.access import Actor
from core.audit.services import record
from core.errors import Conflict, Invalid, NotFound
from core.jobs.services import enqueue, request_cancel
from core.names import is_seen
from core.tenancy.inserting import inserted
from projects.models import DocumentPage, Project
from projects.queries import NO_DOCUMENT, documents_by_id, documents_of

JOB: Final = "measurement"
MOST_QUESTIONS: Final = 2_000
MOST_PASSAGES: Final = 20


def add_golden(
    *, actor: Actor, project: Project, question: str, places: Sequence[Place]
) -> GoldenQuestion:
    """Return the golden question with these words, with ``places`` among its passages.

    Raises what :func:`put_golden` raises.
    """
    hold_documents(project, {place.document_id for place in places})
    golden, _ = put_golden(project=project, question=question, places=places)
    note(actor, project, "golden.added", golden.pk, golden.question)
    return golden


def hold_documents(project: Project, ids: Iterable[UUID]) -> None:
    """Lock the documents, in the order in which a deletion of the project does.

    Keys are checked on commit, the project's before a document's: a deletion, which ends with the
    project, would deadlock.
    """
    rows = documents_of(project).filter(pk__in=ids).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def put_golden(
    *, project: Project, question: str, places: Sequence[Place]
) -> tuple[GoldenQuestion, bool]:
    """Do what :func:`add_golden` does without a record in the audit trail, for imports.

    Call :func:`hold_documents` first, in the same transaction.

    Return also whether any of ``places`` was new; adding twice is the same as adding once. Raises
    :class:`core.errors.Invalid` for an impossible question or place, ``NotFound`` for a document of
    another project.
    """
    words = _checked_question(question)
    quotes = _quotes(project, places)
    golden = _question(project, words)
    rows = [
        GoldenPassage(
            workspace_id=project.workspace_id,
            question=golden,
            document_id=place.document_id,
            page=place.page,
            start=place.start,
            end=place.end,
            quote=quote,
        )
        for place, quote in zip(places, quotes, strict=True)
    ]
    GoldenPassage.unscoped.bulk_create(rows, ignore_conflicts=True)
    kept = set(golden.passages.values_list("pk", flat=True))
    if len(kept) > MOST_PASSAGES:
        raise Invalid.of("passages", f"A question has at most {MOST_PASSAGES} passages.")
    return golden, any(row.pk in kept for row in rows)


def toggle_golden(*, actor: Actor, project: Project, question: str, place: Place) -> bool:
    """Add ``place`` to the golden passages of ``question``, or remove those that it hits.

    Return whether it was added. A question left without passages is deleted.
    """
    golden = golden_called(project=project, question=question)
    passages = list(golden.passages.all()) if golden else []
    shown = [passage for passage in passages if hits(place, place_of(passage))]
    if golden is None or not shown:
        add_golden(actor=actor, project=project, question=question, places=[place])
        return True
    if len(shown) == len(passages):
        delete_golden(actor=actor, golden=golden)
        return False
    for passage in shown:
        passage.delete()
    note(actor, project, "golden.passage_removed", golden.pk, golden.question)
    return False


def reword_golden(*, actor: Actor, golden: GoldenQuestion, question: str) -> GoldenQuestion:
    """Give a golden question other words and return it; its passages stay.

    Measurements keep the words that were asked then. Raises :class:`core.errors.Invalid` for an
    impossible question and for one that the set already has, ``NotFound`` if it was just deleted.
    """
    words = _checked_question(question)
    if words == golden.question:
        return golden
    rows = GoldenQuestion.objects.for_workspace(golden.workspace_id).filter(pk=golden.pk)
    try:
        with transaction.atomic():
            moved = rows.update(question=words, digest=digest_of(words))
    except IntegrityError as error:
        if ONCE not in str(error):
            raise
        raise Invalid.of("question", "The golden set already has this question.") from error
    if not moved:
        raise NotFound(NO_GOLDEN)
    note(actor, golden.project, "golden.reworded", golden.pk, words)
    golden.question = words
    return golden


def delete_golden(*, actor: Actor, golden: GoldenQuestion) -> None:
    """Delete a question from its golden set; measurements keep what they found for it."""
    note(actor, golden.project, "golden.deleted", golden.pk, golden.question)
    golden.delete()


def request_measurement(
    *,
    actor: Actor,
    project: Project,
    settings: SearchSettings | None = None,
    mode: Mode = "hybrid",
) -> Measurement:
    """Queue a measurement of the golden set and return it; ``settings`` default to the project's.

    The same settings are never measured twice at once: asking again returns the open measurement.
    Raises :class:`core.errors.Conflict` while other settings are being measured, ``Invalid`` for an
    empty set.
    """
    measurement = Measurement(
        workspace_id=project.workspace_id,
        project=project,
        total=_questions_to_measure(project),
        mode=mode,
        settings=asdict(settings or kept_settings(project)),
        index=snapshot_of(project),
        **actor.columns,
    )
    while not inserted(measurement, unless=ONE_OPEN):
        found = open_measurement(project)
        if found is not None:  # else it has just ended, and made room
            return _same(found, measurement)
    enqueue(workspace_id=project.workspace_id, kind=JOB, subject_id=measurement.pk)
    return measurement


def stop_measurement(measurement: Measurement) -> bool:
    """Stop a measurement at once; return whether it was still open."""
    # The job is locked first, as in measuring: any other order could deadlock.
    request_cancel(workspace_id=measurement.workspace_id, kind=JOB, subject_id=measurement.pk)
    rows = Measurement.objects.for_workspace(measurement.workspace_id)
    moved = rows.filter(pk=measurement.pk, state__in=OPEN).update(
        state=MeasurementState.CANCELLED, error_code="cancelled", finished_at=timezone.now()
    )
    return bool(moved)


def _questions_to_measure(project: Project) -> int:
    total = golden_count(project)
    if not total:
        raise Invalid(
            "The golden set is empty. Add a question and the passage that answers it.",
            code="empty_golden_set",
        )
    return total


def _same(found: Measurement, wanted: Measurement) -> Measurement:
    if (found.mode, found.settings) == (wanted.mode, wanted.settings):
        return found
    raise Conflict(
        "Other settings are being measured. Wait until that is done, or stop it.",
        code="already_measuring",
    )


def _question(project: Project, words: str) -> GoldenQuestion:
    rows = GoldenQuestion.objects.for_workspace(project.workspace_id)
    golden, made = rows.get_or_create(
        project=project,
        digest=digest_of(words),
        defaults={"question": words, "workspace_id": project.workspace_id},
    )
    if made and golden_count(project) > MOST_QUESTIONS:
        raise Invalid.of("question", f"A golden set holds at most {MOST_QUESTIONS:,} questions.")
    return golden


def _checked_question(question: str) -> str:
    words = " ".join(question.split())
    if not is_seen(words):
        raise Invalid.of("question", "Write the question.")
    if len(words) > LONGEST_QUESTION:
        raise Invalid.of("question", f"A question has at most {LONGEST_QUESTION:,} characters.")
    return words


def _quotes(project: Project, places: Sequence[Place]) -> list[str]:
    """Return the text at each of ``places``."""
    if not places:
        raise Invalid.of("passages", "Name at least one passage that answers the question.")
    ids = {place.document_id for place in places}
    if len(documents_by_id(project, ids)) < len(ids):
        raise NotFound(NO_DOCUMENT)
    rows = DocumentPage.objects.for_workspace(project.workspace_id).filter(document_id__in=ids)
    pages = rows.filter(number__in={place.page for place in places})
    texts = {(page.document_id, page.number): page.text for page in pages}
    return [_quote(texts.get((place.document_id, place.page)), place) for place in places]


def _quote(text: str | None, place: Place) -> str:
    if text is None:
        raise Invalid.of("passages", f"The document has no page {place.page}.")
    if not 0 <= place.start < place.end <= len(text):
        raise Invalid.of(
            "passages",
            f"Page {place.page} has {len(text):,} characters; "
            f"{place.start:,} to {place.end:,} is not a span of it.",
        )
    quote = text[place.start : place.end]
    if not quote.strip():
        raise Invalid.of("passages", "There is nothing but white space there.")
    return quote


def note(actor: Actor, project: Project, action: str, object_id: UUID | None, label: str) -> None:
    """Record in the audit trail what was done to a golden set."""
    record(
        workspace_id=project.workspace_id,
        actor=actor,
        action=action,
        object_id=object_id,
        object_label=label,
    )
