"""Turns of a conversation as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from ai_features.knowledge.citations.cited_html import cited_html, placed_citation
from ai_features.knowledge.citations.marks import without_marks
from ai_features.runs.models import Feedback, Rating, Run
from core.access import Actor

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Label:
    """What stands beside an answer: a page it rests on, and the numerals that lead there.

    ``where`` is title and page as one phrase.
    """

    markers: str
    title: str
    page_label: str
    href: str
    where: str


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """A question and its answer; the ``last`` turn can be answered again.

    ``closest`` are the pages that came nearest to a question the documents do not answer.
    """

    run: Run
    answer: SafeString
    labels: list[Label]
    closest: list[Label]
    feedback: Feedback | None
    last: bool

    @property
    def question(self) -> str:
        """What was asked."""
        return str(self.run.input["message"])

    @property
    def plain(self) -> str:
        """The answer as it is copied, without marks."""
        return without_marks(self.run.output.get("answer", ""))

    @property
    def is_up(self) -> bool:
        """Whether the reader found the answer good."""
        return self.feedback is not None and self.feedback.rating == Rating.UP

    @property
    def is_down(self) -> bool:
        """Whether the reader found it wanting."""
        return self.feedback is not None and self.feedback.rating == Rating.DOWN


def shown_turns(
    runs: Sequence[Run], *, actor: Actor, workspace: str, project: str
) -> list[ShownTurn]:
    """Return the turns ready for a template; ``workspace`` and ``project`` are slugs."""
    feedback = _feedback(runs, actor)
    return [
        ShownTurn(
            run=run,
            answer=cited_html(
                run.output.get("answer", ""), run.citations, workspace=workspace, project=project
            ),
            labels=labels(run.citations, workspace=workspace, project=project),
            closest=labels(run.output.get("closest", ()), workspace=workspace, project=project),
            feedback=feedback.get(run.pk),
            last=run is runs[-1],
        )
        for run in runs
    ]


def labels(citations: Sequence[Json], *, workspace: str, project: str) -> list[Label]:
    """Return the pages cited, each once, in the order in which the text first cites them."""
    found: dict[tuple[str, int], list[Json]] = {}
    for each in citations:
        found.setdefault((each["document_id"], each["page"]), []).append(each)
    return [_label(group, workspace=workspace, project=project) for group in found.values()]


def _label(group: list[Json], *, workspace: str, project: str) -> Label:
    placed = placed_citation(group[0], workspace=workspace, project=project)
    return Label(
        markers=" ".join(str(each["marker"]) for each in group),
        title=placed["title"],
        page_label=placed["page_label"],
        href=placed["href"],
        where=placed["where"],
    )


def _feedback(runs: Sequence[Run], actor: Actor) -> dict[UUID, Feedback]:
    if not runs:
        return {}
    rows = Feedback.objects.for_workspace(runs[0].workspace_id)
    own = rows.filter(run__in=runs, actor_kind=actor.kind, actor_id=actor.id)
    return {row.run_id: row for row in own}
