"""Turns of a conversation as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from ai_features.knowledge.cited_html import cited_html
from ai_features.runs.models import Feedback, Run
from core.access import Actor


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """A question and its answer; ``last`` turns can be regenerated."""

    run: Run
    answer: SafeString
    rating: str
    last: bool

    @property
    def question(self) -> str:
        """What was asked."""
        return str(self.run.input["message"])

    @property
    def sources(self) -> list[dict[str, Any]]:
        """The documents that the answer cites, each once, in order."""
        return list({each["document_id"]: each for each in self.run.citations}.values())


def shown_turns(runs: Sequence[Run], *, actor: Actor, workspace: str, project: str) -> list[ShownTurn]:
    """Return the turns ready for a template; ``workspace`` and ``project`` are slugs."""
    ratings = _ratings(runs, actor)
    return [
        ShownTurn(
            run=run,
            answer=cited_html(
                run.output.get("answer", ""), run.citations, workspace=workspace, project=project
            ),
            rating=ratings.get(run.pk, ""),
            last=run is runs[-1],
        )
        for run in runs
    ]


def _ratings(runs: Sequence[Run], actor: Actor) -> dict[Any, str]:
    if not runs:
        return {}
    rows = Feedback.objects.for_workspace(runs[0].workspace_id)
    own = rows.filter(run__in=runs, actor_kind=actor.kind, actor_id=actor.id)
    return dict(own.values_list("run_id", "rating"))
