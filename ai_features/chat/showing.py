"""Turns of a conversation as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.safestring import SafeString

from ai_features.chat.courtesy import asks_for_a_summary
from ai_features.knowledge.citations.cited_html import cited_html, placed_citation
from ai_features.knowledge.citations.marks import without_marks
from ai_features.runs.models import Feedback, Mode, Rating, Run
from core.access import Access
from core.json import Json
from projects.documents.places import place_of, where

# A longer question is shown folded.
LONG: Final = 500
MANY_LINES: Final = 8


@dataclass(frozen=True, slots=True)
class Label:
    """A source beside an answer: the place it rests on, and the numerals that cite it.

    ``places`` are the page and the heading within the document; ``where`` is all of it as one
    phrase.
    """

    markers: str
    title: str
    places: list[str]
    href: str
    where: str


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """A question and its answer; the ``last`` turn can be answered again.

    ``may_stop`` says whether the reader may stop it while it is being answered. ``closest`` are
    the places that came nearest to a question the documents do not answer; ``nearest`` is the first
    of them where a sentence was picked out of it, and ``closest`` the others.
    """

    run: Run
    answer: SafeString
    labels: list[Label]
    nearest: Json | None
    closest: list[Label]
    feedback: Feedback | None
    last: bool
    may_stop: bool

    @property
    def question(self) -> str:
        """What was asked."""
        return str(self.run.input["message"])

    @property
    def is_long(self) -> bool:
        """Whether the question is folded, so that its answer stays near its beginning."""
        return len(self.question) > LONG or self.question.count("\n") >= MANY_LINES

    @property
    def plain(self) -> str:
        """The answer without its marks, for copying."""
        return without_marks(self.run.output.get("answer", ""))

    @property
    def unfound(self) -> list[str]:
        """The questions that no passage clearly answers."""
        return [self.question] if self.run.refused else self.run.output.get("unanswered", [])

    @property
    def wants_summary(self) -> bool:
        """Whether the question asks for a summary, which another demo writes."""
        return asks_for_a_summary(self.question)

    @property
    def is_up(self) -> bool:
        """Whether the reader found the answer good."""
        return self.feedback is not None and self.feedback.rating == Rating.UP

    @property
    def is_down(self) -> bool:
        """Whether the reader found the answer wanting."""
        return self.feedback is not None and self.feedback.rating == Rating.DOWN


def shown_turns(
    runs: Sequence[Run], *, latest: UUID | None, access: Access, workspace: str, project: str
) -> list[ShownTurn]:
    """Return the turns ready for a template; ``workspace`` and ``project`` are slugs.

    ``latest`` is the run of the conversation's last turn, which may not be among them.
    """
    feedback = _feedback(runs, access)
    return [
        _shown(
            run,
            feedback=feedback.get(run.pk),
            last=run.pk == latest,
            may_stop=access.may_end(run),
            workspace=workspace,
            project=project,
        )
        for run in runs
    ]


def _shown(
    run: Run,
    *,
    feedback: Feedback | None,
    last: bool,
    may_stop: bool,
    workspace: str,
    project: str,
) -> ShownTurn:
    closest = run.output.get("closest", [])
    # A model's refusal names whole passages, of which none is nearer than another.
    picked = closest[: run.mode == Mode.EXTRACTIVE]
    nearest = [placed_citation(each, workspace=workspace, project=project) for each in picked]
    return ShownTurn(
        run=run,
        answer=cited_html(
            run.output.get("answer", ""), run.citations, workspace=workspace, project=project
        ),
        labels=labels(run.citations, workspace=workspace, project=project),
        nearest=nearest[0] if nearest else None,
        closest=labels(_elsewhere(closest, picked), workspace=workspace, project=project),
        feedback=feedback,
        last=last,
        may_stop=may_stop,
    )


def _elsewhere(citations: Sequence[Json], told: Sequence[Json]) -> list[Json]:
    """Return the citations of other places than those already told."""
    known = [_place(each) for each in told]
    return [each for each in citations if _place(each) not in known]


def _place(citation: Json) -> tuple[str, str]:
    return citation["document_id"], where(**place_of(citation))


def labels(citations: Sequence[Json], *, workspace: str, project: str) -> list[Label]:
    """Return the places cited, each once, in the order in which the text first cites them."""
    found: dict[tuple[str, str], list[Json]] = {}
    for each in citations:
        placed = placed_citation(each, workspace=workspace, project=project)
        found.setdefault((each["document_id"], placed["where"]), []).append(placed)
    return [_label(group) for group in found.values()]


def _label(group: list[Json]) -> Label:
    return Label(
        markers=" ".join(str(each["marker"]) for each in group),
        title=group[0]["title"],
        places=group[0]["places"],
        href=group[0]["href"],
        where=group[0]["where"],
    )


def _feedback(runs: Sequence[Run], access: Access) -> dict[UUID, Feedback]:
    if not runs:
        return {}
    rows = Feedback.objects.for_workspace(runs[0].workspace_id)
    own = rows.filter(run__in=runs, actor_kind=access.actor.kind, actor_id=access.actor.id)
    return {row.run_id: row for row in own}
