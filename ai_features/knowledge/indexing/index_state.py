"""What a project's passages are indexed with, where that is going, and where it could go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ai_features.gateway import (
    EmbeddingModel,
    embedding_model_by_key,
    embedding_models,
    estimate_tokens,
)
from ai_features.gateway.pricing import cost
from ai_features.gateway.vectors import named_in
from ai_features.knowledge.finding.legs import collection_sizes
from ai_features.knowledge.indexing.reindexing import JOB
from ai_features.knowledge.indexing.spaces import spaces_of
from ai_features.knowledge.models import Chunk, SpaceState, VectorSpace
from core.jobs.models import Job, JobState
from core.jobs.queries import latest_jobs
from projects.models import Project

# Passages that are counted; the others are taken to be as long.
SAMPLE: Final = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """A space, the model that made it (None: nothing serves it any more), and its job."""

    space: VectorSpace
    model: EmbeddingModel | None
    job: Job | None

    @property
    def key(self) -> str:
        """The name of the space."""
        return self.space.model_key

    @property
    def name(self) -> str:
        """What its model is called."""
        return self.model.name if self.model else named_in(self.key)[0]

    @property
    def phrase(self) -> str:
        """What its model is called within a sentence."""
        if self.model:
            return self.model.phrase
        return " at ".join(filter(None, named_in(self.key)))

    @property
    def host(self) -> str:
        """Where its model is, or was; nowhere for the local one."""
        return "" if self.model and self.model.is_local else named_in(self.key)[1]

    @property
    def since(self) -> datetime:
        """When it began to answer."""
        return (self.job and self.job.finished_at) or self.space.created_at

    @property
    def done(self) -> int:
        """How many passages are there."""
        return self.job.progress_done if self.job else 0

    @property
    def total(self) -> int:
        """Of how many; 0 until that was counted."""
        return self.job.progress_total if self.job else 0

    @property
    def step(self) -> str:
        """What its job is at: waiting, indexing, finishing, again (after a failure), stopping."""
        if self.job is None:
            return "waiting"
        if self.job.cancel_requested:
            return "stopping"
        if self.job.state != JobState.RUNNING:
            return "again" if self.job.attempt else "waiting"
        return "finishing" if 0 < self.total <= self.done else "indexing"

    @property
    def code(self) -> str:
        """Why it ended, as a word for programs."""
        return self.job.error_code if self.job else ""

    @property
    def was_stopped(self) -> bool:
        """Whether somebody stopped it, as against a failure."""
        return self.job is not None and self.job.state == JobState.CANCELLED


@dataclass(frozen=True, slots=True)
class ProjectIndex:
    """The space that answers, the one that is being built, the one that came to nothing.

    ``choices`` are the models that the project could move to.
    """

    passages: int
    active: Standing | None
    building: Standing | None
    failed: Standing | None
    choices: list[EmbeddingModel]

    @property
    def may_try_again(self) -> bool:
        """Whether the model that failed is still there to be tried."""
        return self.failed is not None and any(
            model.key == self.failed.key for model in self.choices
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """A model to move to, and about what that costs; ``micro_usd`` None: no price is known."""

    model: EmbeddingModel
    tokens: int
    micro_usd: int | None


def index_of(project: Project) -> ProjectIndex:
    """Return how the project is indexed; inside ``in_workspace``."""
    rows = spaces_of(project).exclude(state=SpaceState.RETIRED).order_by("created_at", "pk")
    spaces = {space.state: space for space in rows}
    jobs = latest_jobs(
        workspace_id=project.workspace_id,
        kind=JOB,
        subject_ids=[space.pk for space in spaces.values()],
    )
    standing = {
        state: Standing(
            space,
            embedding_model_by_key(space.workspace_id, space.model_key),
            jobs.get(space.pk),
        )
        for state, space in spaces.items()
    }
    active = standing.get(SpaceState.ACTIVE)
    present = active.key if active else None
    return ProjectIndex(
        passages=sum(collection_sizes(project).values()),
        active=active,
        building=standing.get(SpaceState.BUILDING),
        failed=standing.get(SpaceState.FAILED),
        choices=[each for each in embedding_models(project.workspace_id) if each.key != present],
    )


def offers_of(project: Project, index: ProjectIndex) -> list[Offer]:
    """Return the choices with about what each would cost; inside ``in_workspace``."""
    tokens = _about_tokens(project, passages=index.passages)
    return [Offer(model, tokens, _price(model, tokens)) for model in index.choices]


def _about_tokens(project: Project, *, passages: int) -> int:
    chunks = Chunk.objects.for_workspace(project.workspace_id).filter(project=project)
    counts = [estimate_tokens(chunk.indexed_text) for chunk in chunks.order_by("pk")[:SAMPLE]]
    about = passages * sum(counts) / len(counts) if counts else 0
    return int(float(f"{about:.2g}"))


def _price(model: EmbeddingModel, tokens: int) -> int | None:
    if model.is_local:
        return 0
    return cost(model.name, base_url=model.base_url, input_tokens=tokens, output_tokens=0)
