"""How long a search takes in a crowd: ``python -m tests.benchmarks.search_speed [chunks]``.

Fills a migrated database of your own (``make bench ARGS=search_speed`` brings one) with ``chunks``
chunks (200,000) over 200 workspaces, one of them with three tenths, ten with a twenty-fifth each,
five with a hundredth; measures, and deletes all of it again.

*Request*: a search by the REST API in a workspace of 5,000 chunks, key, limits, query embedding and
record included. *Vectors*: recall@10 against exact search, and p50 of as many neighbours as a
search asks for, by turns with indexes of the same vectors that are held in the process and give the
same chunks; once with cores that fall asleep between two messages, and once with cores that do not.
*Words*: what searching by candidates finds of what scoring every chunk finds.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from random import Random
from statistics import fmean, median, quantiles
from time import perf_counter

import numpy as np
from django.conf import settings
from django.db import connection
from django.test import Client

from ai_features.knowledge.finding import legs
from ai_features.knowledge.finding.fusion import DEPTH
from ai_features.knowledge.finding.legs import Hits, lexical_leg, vector_leg
from ai_features.knowledge.finding.weighted import weighted
from core.assembly.garbage import collect_seldom
from core.keys.services import ALL_SCOPES, create_personal_key
from core.people.models import User
from core.tenancy.scope import in_workspace
from tests.benchmarks.awake import cores_awake
from tests.benchmarks.crowd import Passages, Tenant, crowd, passages
from tests.benchmarks.in_process import indexes

CHUNKS = 200_000
WORKSPACES = 200
MEASURED = 5_000
QUERIES = 200
LIMIT = 10


def sizes(chunks: int) -> list[int]:
    """Return the sizes of all workspaces.

    They are the measured one, the largest, ten medium ones, five less than that, and many small.
    """
    large, medium, less = int(chunks * 0.3), chunks // 25, chunks // 100
    rest = chunks - MEASURED - large - 10 * medium - 5 * less
    dice = Random(0)
    shares = [dice.uniform(0.2, 1.8) for _ in range(WORKSPACES - 17)]
    small = [max(20, int(rest * share / sum(shares))) for share in shares]
    return [MEASURED, large, *[medium] * 10, *[less] * 5, *small]


def timed(*works: Callable[[int], object]) -> list[list[float]]:
    """Return the milliseconds of each of QUERIES calls of each work, after some to warm up.

    Several take turns, so that all have the same share of what else the machine is doing.
    """
    for number in range(10):
        for work in works:
            work(number)
    times: list[list[float]] = [[] for _ in works]
    for number in range(QUERIES):
        for work, spent in zip(works, times, strict=True):
            begin = perf_counter()
            work(number)
            spent.append((perf_counter() - begin) * 1000)
    return times


def said(times: list[float]) -> str:
    return f"p50 {median(times):6.2f} ms   p95 {quantiles(times, n=20)[-1]:6.2f} ms"


def request(user: User, tenant: Tenant, drawn: Passages) -> None:
    _, token = create_personal_key(user=user, name="bench", scopes=list(ALL_SCOPES))
    client, dice = Client(), Random(0)
    path = f"/api/v1/workspaces/{tenant.workspace.slug}/projects/{tenant.project.slug}/search"
    parts: dict[str, list[float]] = {}

    def ask_for(_: int) -> None:
        words = drawn.texts[dice.randrange(len(drawn.texts))].split()
        answer = client.post(
            path,
            {"query": " ".join(words[10:18])},
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
        assert answer.status_code == 200, answer.content
        for name, value in answer.json()["timings_ms"].items():
            parts.setdefault(name, []).append(value)

    [times] = timed(ask_for)
    print(f"request, {tenant.chunks:,} chunks: {said(times)}   promised: p50 12 ms")
    print("  of it: " + ", ".join(f"{name} {median(spent):.2f}" for name, spent in parts.items()))
    print("  the promise was made where embedding a query took 1.3 ms")


def vectors(tenant: Tenant, drawn: Passages) -> None:
    space = tenant.space()
    chunks, kept = tenant.vectors()
    queries = drawn.draw_vectors(QUERIES, seed=99)
    found: dict[int, Hits] = {}

    def nearest(number: int) -> None:
        found[number] = vector_leg(space, queries[number], depth=DEPTH)

    others = indexes(chunks, kept)
    works = [nearest, *(lambda number, index=index: index(queries[number]) for index in others)]
    with in_workspace(tenant.workspace.pk):
        asleep = timed(*works)
        bare = [median(index.bare) for index in others]
        with cores_awake():
            awake = timed(*works)
    recalls = []
    for number, query in enumerate(queries):
        scores = kept @ query
        least = np.sort(scores)[-min(LIMIT, len(scores))]
        recalls.append(fmean(score >= least - 1e-3 for _, score in found[number][:LIMIT]))
    how = "indexed" if space.indexed else "read through"
    print(f"vectors, {tenant.chunks:,} chunks, {how}: recall@10 {fmean(recalls):.4f}")
    for cores, (ours, *theirs) in (("asleep between", asleep), ("kept awake", awake)):
        print(f"  cores {cores}: {said(ours)}")
        for index, spent in zip(others, theirs, strict=True):
            ratio = median(ours) / median(spent)
            print(f"    {index.name}, by turns: {said(spent)}; ours takes {ratio:.1f} times that")
    for index, numbers in zip(others, bare, strict=True):
        ratio = median(asleep[0]) / numbers
        print(f"  {index.name}, only rows: p50 {numbers:.3f} ms, ours takes {ratio:.1f} times that")


def words(tenant: Tenant, drawn: Passages) -> None:
    dice = Random(7)
    same, by_candidates, whole = [], [], []
    for _ in range(50):
        text = drawn.texts[dice.randrange(len(drawn.texts))].split()
        with in_workspace(tenant.workspace.pk):
            asked = weighted(tenant.project, " ".join(text[10:24]))

            def hits(everything: bool, asked=asked) -> tuple[float, list[object]]:
                chunks = legs.SCORED_WHOLE if everything else asked.chunks
                begin = perf_counter()
                found = lexical_leg(
                    tenant.project,
                    asked.weights,
                    containing=asked.containing,
                    chunks=chunks,
                    depth=100,
                )
                return (perf_counter() - begin) * 1000, [key for key, _ in found[:LIMIT]]

            quick, found = hits(everything=False)
            slow, wanted = hits(everything=True)
        by_candidates.append(quick)
        whole.append(slow)
        same.append(len(set(found) & set(wanted)) / max(1, len(wanted)))
    print(
        f"words, {tenant.chunks:,} chunks: by candidates p50 {median(by_candidates):.2f} ms, "
        f"every chunk {median(whole):.2f} ms; {fmean(same):.3f} of the ten best are the same"
    )


def main(chunks: int) -> None:
    # As the web process has it.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    collect_seldom()
    settings.VITRINE.vitrine_api_rate_per_minute = 1_000_000
    settings.ALLOWED_HOSTS = ["*"]
    drawn = passages()
    begin = perf_counter()
    with crowd(sizes(chunks), drawn) as (user, tenants):
        rate = chunks / (perf_counter() - begin)
        print(f"{chunks:,} chunks over {len(tenants)} workspaces, put in place at {rate:.0f}/s")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
            print(f"  database: {cursor.fetchone()[0]}")
        # A server's connections have not filled the database.
        connection.close()
        measured, large, *others = tenants
        others.sort(key=lambda tenant: tenant.chunks)
        smallest, middle, less, medium = (others[place] for place in (0, len(others) // 2, -15, -1))
        for tenant in (measured, large):
            request(user, tenant, drawn)
        for tenant in (smallest, middle, less, measured, medium, large):
            vectors(tenant, drawn)
        print("  promised: recall .99; at most 6 times hnswlib's time, 10 for the largest")
        for tenant in (measured, large):
            words(tenant, drawn)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CHUNKS)
