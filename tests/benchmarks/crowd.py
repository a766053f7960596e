"""Many workspaces of very unequal size, created by the product's own code.

Passages are real abstracts if the data for measuring is there, else made-up words. Their vectors
are those of real sentences blended with their neighbours', since random vectors have no structure
that an index could use.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from uuid import UUID, uuid4

import numpy as np

from ai_features.gateway.local import DIMENSIONS
from ai_features.knowledge.indexing import vector_index
from ai_features.knowledge.indexing.chunking import ChunkDraft
from ai_features.knowledge.indexing.index import replace_chunks
from ai_features.knowledge.indexing.spaces import ensure_space
from ai_features.knowledge.indexing.sweeping import sweep
from ai_features.knowledge.models import ChunkVector, VectorSpace
from ai_features.knowledge.words.analyzer import terms
from ai_features.knowledge.words.sentences import split_sentences
from core.jobs.models import Job
from core.jobs.performing import perform_job
from core.owner import owner_connection
from core.people.models import User
from core.tenancy.scope import in_workspace
from core.workspaces.models import Workspace
from core.workspaces.queries import user_access
from core.workspaces.services import DELETE_JOB, create_workspace, delete_workspace
from projects.models import Document, Project
from projects.services import create_project
from tests.benchmarks.data import DATA, records
from tests.benchmarks.memory import cached_vectors

WORDS = 100
WINDOWS = 5_000
SENTENCES = 12_000
CHUNKS_A_DOCUMENT = 250
VOCABULARY = [f"word{number}" for number in range(20_000)]


@dataclass(frozen=True)
class Passages:
    """Texts with their terms, to draw from, and vectors distributed like real ones."""

    texts: list[str]
    terms: list[list[str]]
    vectors: np.ndarray

    def draw_vectors(self, count: int, *, seed: int) -> np.ndarray:
        """Return unit vectors between neighbouring sentences."""
        noise = np.random.default_rng(seed)
        one = noise.integers(0, len(self.vectors) - 4, count)
        other = one + noise.integers(1, 4, count)
        share = noise.uniform(0.5, 1, (count, 1)).astype(np.float32)
        mixed = share * self.vectors[one] + (1 - share) * self.vectors[other]
        mixed += noise.standard_normal(mixed.shape).astype(np.float32) * 0.01
        return mixed / np.linalg.norm(mixed, axis=1, keepdims=True)


@dataclass(frozen=True)
class Tenant:
    """A workspace with one project and the number of its chunks."""

    workspace: Workspace
    project: Project
    chunks: int

    def space(self) -> VectorSpace:
        with in_workspace(self.workspace.pk):
            return VectorSpace.objects.for_workspace(self.workspace).get(project=self.project)

    def vectors(self) -> tuple[list[UUID], np.ndarray]:
        """Return all chunks and their vectors, as an in-process index holds them."""
        with in_workspace(self.workspace.pk):
            rows = ChunkVector.objects.for_workspace(self.workspace)
            kept = list(rows.values_list("chunk_id", "embedding"))
        return [chunk for chunk, _ in kept], np.array([each for _, each in kept], dtype=np.float32)


def passages() -> Passages:
    if not DATA.exists():
        print("  the data to measure with is absent: made-up words, random directions")
        noise = np.random.default_rng(0).standard_normal((SENTENCES, 24)).astype(np.float32)
        lift = np.random.default_rng(1).standard_normal((24, DIMENSIONS)).astype(np.float32)
        dice = Random(0)
        # Squaring makes some words common and most rare, as in real text.
        words = [VOCABULARY[int(len(VOCABULARY) * dice.random() ** 2)] for _ in range(500_000)]
        return _passages(words, np.tanh(noise @ lift / 5))
    texts = [entry["text"] for entry in records("scifact/corpus.jsonl")]
    sentences = [text[start:end] for text in texts for start, end in split_sentences(text)]
    fitting = [sentence for sentence in sentences if 4 < len(sentence.split()) < 60]
    return _passages(" ".join(texts).split(), cached_vectors(fitting[:SENTENCES]))


def _passages(words: list[str], vectors: np.ndarray) -> Passages:
    dice = Random(1)
    starts = [dice.randrange(len(words) - WORDS) for _ in range(WINDOWS)]
    texts = [" ".join(words[start : start + WORDS]) for start in starts]
    return Passages(texts, [terms(text, language="en") for text in texts], vectors)


@contextmanager
def workspaces(count: int) -> Iterator[tuple[User, list[Workspace]]]:
    """Create a person with ``count`` workspaces; delete everything at the end."""
    user = User.objects.create_user(f"{uuid4()}@bench.test", None)
    made = [create_workspace(owner=user, name=f"bench {uuid4().hex[:8]}") for _ in range(count)]
    try:
        yield user, made
    finally:
        for workspace in made:
            remove_workspace(user, workspace)
        user.delete()


@contextmanager
def crowd(sizes: list[int], drawn: Passages) -> Iterator[tuple[User, list[Tenant]]]:
    """Create a workspace of each size, indexed where due; delete everything at the end."""
    with workspaces(len(sizes)) as (user, made):
        tenants = [
            _tenant(user, workspace, size, drawn, seed=seed)
            for seed, (workspace, size) in enumerate(zip(made, sizes, strict=True))
        ]
        # Autovacuum would do so by itself within a minute of that many new rows.
        with owner_connection() as owner:
            owner.execute("VACUUM (ANALYZE)")
        yield user, tenants
    sweep()


def remove_workspace(user: User, workspace: Workspace) -> None:
    """Delete a workspace as its owner would, running its job here; harmless when it is gone."""
    with in_workspace(workspace.pk):
        if not Workspace.objects.filter(pk=workspace.pk).exists():
            return
        delete_workspace(access=user_access(user, workspace.slug))
        job = Job.objects.for_workspace(workspace).get(kind=DELETE_JOB)
    perform_job(workspace.pk, job.pk)


def _tenant(user: User, workspace: Workspace, size: int, drawn: Passages, *, seed: int) -> Tenant:
    with in_workspace(workspace.pk):
        project = create_project(access=user_access(user, workspace.slug), name="Bench")
    space = ensure_space(project)
    dice, vectors = Random(seed), drawn.draw_vectors(size, seed=seed)
    for first in range(0, size, CHUNKS_A_DOCUMENT):
        add_document(project, space, vectors[first : first + CHUNKS_A_DOCUMENT], drawn, dice)
    with in_workspace(workspace.pk):
        large = vector_index.is_large(space)
    if large:
        vector_index.build_index(space)
    return Tenant(workspace, project, size)


def add_document(
    project: Project, space: VectorSpace, vectors: np.ndarray, drawn: Passages, dice: Random
) -> Document:
    """Add a document with one chunk per vector, and return it."""
    with in_workspace(project.workspace_id):
        document = Document(
            workspace_id=project.workspace_id,
            project=project,
            title="Bench",
            source="text",
            language="en",
        )
        document.save()
    fill_document(document, space, vectors, drawn, dice)
    return document


def fill_document(
    document: Document, space: VectorSpace, vectors: np.ndarray, drawn: Passages, dice: Random
) -> None:
    """Replace the document's chunks with one per vector."""
    picked = [dice.randrange(len(drawn.texts)) for _ in vectors]
    drafts = [
        ChunkDraft(1, "Page 1", ordinal, 0, len(drawn.texts[place]), drawn.texts[place], "", "")
        for ordinal, place in enumerate(picked)
    ]
    with in_workspace(document.workspace_id):
        counted = [drawn.terms[place] for place in picked]
        replace_chunks(document, space, drafts, list(vectors), counted)
