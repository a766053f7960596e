"""How long a search takes in a crowd: ``python -m tests.benchmarks.search_speed [others]``.

Fills the database that DATABASE_URL names, as a throwaway workspace of 5,000 chunks among
``others`` chunks (default 20,000) of other workspaces, times searches of the whole service
function with its query embedding, checks both scans against numpy, and deletes all of it again.
Texts are made up; vectors are random, since only their number matters here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from statistics import median, quantiles
from time import perf_counter
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.assembly.settings")
django.setup()

import numpy as np  # noqa: E402

from ai_features.gateway.local import DIMENSIONS  # noqa: E402
from ai_features.knowledge.analyzer import terms  # noqa: E402
from ai_features.knowledge.chunking import ChunkDraft  # noqa: E402
from ai_features.knowledge.index import replace_chunks  # noqa: E402
from ai_features.knowledge.legs import vector_leg  # noqa: E402
from ai_features.knowledge.search import search  # noqa: E402
from core.people.models import User  # noqa: E402
from core.tenancy.scope import in_workspace  # noqa: E402
from core.workspaces.models import Workspace  # noqa: E402
from core.workspaces.services import create_workspace  # noqa: E402
from projects.models import Document, Project  # noqa: E402

MINE = 5_000
OTHERS_EACH = 2_500
CHUNKS_A_DOCUMENT = 250
WORDS = 120
QUERIES = 200
VOCABULARY = [f"word{number}" for number in range(20_000)]


def fill(workspace: Workspace, chunks: int, *, seed: int) -> tuple[Project, np.ndarray]:
    """Give ``workspace`` a project of ``chunks`` chunks; return it and its vectors."""
    dice, noise = Random(seed), np.random.default_rng(seed)
    vectors = noise.standard_normal((chunks, DIMENSIONS)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    with in_workspace(workspace.pk):
        project = Project(workspace=workspace, slug="bench", name="Bench")
        project.save()
    for first in range(0, chunks, CHUNKS_A_DOCUMENT):
        part = vectors[first : first + CHUNKS_A_DOCUMENT]
        drafts = [_draft(dice, ordinal) for ordinal in range(len(part))]
        with in_workspace(workspace.pk):
            document = Document(
                workspace=workspace, project=project, title="Bench", source="text", language="en"
            )
            document.save()
            counted = [terms(draft.text, language="en") for draft in drafts]
            replace_chunks(document, drafts, list(part), counted)
    return project, vectors


def _draft(dice: Random, ordinal: int) -> ChunkDraft:
    # Squaring makes some words common and most rare, as in real text.
    words = [VOCABULARY[int(len(VOCABULARY) * dice.random() ** 2)] for _ in range(WORDS)]
    text = " ".join(words)
    return ChunkDraft(1, "Page 1", ordinal, 0, len(text), text, "", "")


@contextmanager
def workspaces(count: int) -> Iterator[list[Workspace]]:
    user = User.objects.create_user(f"{uuid4()}@bench.test", None)
    made = [create_workspace(owner=user, name=f"bench {uuid4().hex[:8]}") for _ in range(count)]
    try:
        yield made
    finally:
        for workspace in made:
            with in_workspace(workspace.pk):
                workspace.delete()
        user.delete()


def timed(project: Project) -> dict[str, list[float]]:
    dice = Random(0)
    times: dict[str, list[float]] = {}
    for _ in range(QUERIES):
        query = " ".join(dice.choices(VOCABULARY, k=6))
        for name, value in search(project=project, query=query).timings_ms.items():
            times.setdefault(name, []).append(value)
    return times


def recall_at_10(project: Project, vectors: np.ndarray) -> float:
    noise = np.random.default_rng(99)
    queries = noise.standard_normal((20, DIMENSIONS)).astype(np.float32)
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    found = []
    for query in queries:
        with in_workspace(project.workspace_id):
            cosines = [cosine for _, cosine in vector_leg(project, query, depth=10)]
        least = np.sort(vectors @ query)[-10]
        found.append(np.mean([cosine >= least - 1e-3 for cosine in cosines]))
    return float(np.mean(found))


def in_process_ms(vectors: np.ndarray) -> float:
    query = vectors[0]
    begin = perf_counter()
    for _ in range(QUERIES):
        np.argpartition(-(vectors @ query), 10)
    return (perf_counter() - begin) * 1000 / QUERIES


def main(others: int) -> None:
    with workspaces(1 + others // OTHERS_EACH) as (mine, *rest):
        begin = perf_counter()
        for seed, workspace in enumerate(rest, start=1):
            fill(workspace, OTHERS_EACH, seed=seed)
        project, vectors = fill(mine, MINE, seed=0)
        rate = (MINE + OTHERS_EACH * len(rest)) / (perf_counter() - begin)
        print(f"{MINE} chunks among {others} of others; {rate:.0f} chunks/s put in place")
        for name, values in timed(project).items():
            tail = quantiles(values, n=20)[-1]
            print(f"  {name:8} p50 {median(values):6.2f} ms   p95 {tail:6.2f} ms")
        print(f"  recall@10 against exact {recall_at_10(project, vectors):.3f}; promised .99")
        print(f"  the same scan by numpy in the process {in_process_ms(vectors):.2f} ms")
        print("  promised: total p50 of 12 ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
