"""Which model a project is indexed with, which it is moving to, and which it could move to."""

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
from ai_features.gateway.vectors import named_in, phrase_of
from ai_features.knowledge.finding.legs import collection_sizes
from ai_features.knowledge.indexing.reindexing import JOB
from ai_features.knowledge.indexing.spaces import spaces_of
from ai_features.knowledge.models import Chunk, SpaceState, VectorSpace
from core.jobs.models import Job, JobState
from core.jobs.queries import latest_jobs
from projects.models import Project

# How many passages have their tokens counted; the others are taken to be as long on average.
SAMPLE: Final = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """A space, its model (None if nothing serves it any more) and its latest job."""

    space: VectorSpace
    model: EmbeddingModel | None
    job: Job | None

    @property
    def key(self) -> str:
        """The key of its model."""
        return self.space.model_key

    @property
    def name(self) -> str:
        """The name of its model."""
        return self.model.name if self.model else named_in(self.key)[0]

    @property
    def phrase(self) -> str:
        """The name of its model, as it reads within a sentence."""
        return phrase_of(self.key)

    @property
    def host(self) -> str:
        """The host that serves its model, or did; empty for the local one."""
        return "" if self.model and self.model.is_local else named_in(self.key)[1]

    @property
    def since(self) -> datetime:
        """When it began to answer."""
        return (self.job and self.job.finished_at) or self.space.created_at

    @property
    def done(self) -> int:
        """How many passages it has vectors for."""
        return self.job.progress_done if self.job else 0

    @property
    def total(self) -> int:
        """How many passages there are; 0 until they have been counted."""
        return self.job.progress_total if self.job else 0

    @property
    def step(self) -> str:
        """Its job's step: waiting, indexing, finishing, again (after a failure) or stopping."""
        if self.job is None:
            return "waiting"
        if self.job.cancel_requested:
            return "stopping"
        if self.job.state != JobState.RUNNING:
            return "again" if self.job.attempt else "waiting"
        return "finishing" if 0 < self.total <= self.done else "indexing"

    @property
    def code(self) -> str:
        """The error code that its job ended with; empty if none."""
        return self.job.error_code if self.job else ""

    @property
    def was_stopped(self) -> bool:
        """Whether somebody stopped it, as opposed to a failure."""
        return self.job is not None and self.job.state == JobState.CANCELLED


@dataclass(frozen=True, slots=True)
class ProjectIndex:
    """A project's active space, the one being built, and the one whose building failed.

    ``passages`` is the number of chunks; ``choices`` are the models the project could move to.
    """

    passages: int
    active: Standing | None
    building: Standing | None
    failed: Standing | None
    choices: list[EmbeddingModel]

    @property
    def may_try_again(self) -> bool:
        """Whether the model of the failed space can still be chosen."""
        return self.failed is not None and any(
            model.key == self.failed.key for model in self.choices
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """A model to move to, with estimates of the tokens and the cost (None: no price is known)."""

    model: EmbeddingModel
    tokens: int
    micro_usd: int | None


def index_of(project: Project) -> ProjectIndex:
    """Return how the project is indexed; call it inside ``in_workspace``."""
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
    """Return the choices with their estimated costs; call it inside ``in_workspace``."""
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
