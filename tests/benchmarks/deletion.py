"""How long deletions take, compared with Django's own cascade.

Run ``python -m tests.benchmarks.deletion [60000]`` on a migrated database of your own: two projects
of that many chunks are created; one is deleted, then the workspace of the other.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from time import perf_counter

from core.tenancy.scope import in_workspace
from core.workspaces.queries import user_access
from projects.documents.services import delete_document
from projects.services import delete_project
from tests.benchmarks.crowd import (
    Passages,
    Tenant,
    add_document,
    crowd,
    fill_document,
    passages,
    remove_workspace,
)

CHUNKS = 60_000
OF_ONE = 5_000
OTHERS = [500] * 20


@contextmanager
def timed(what: str) -> Iterator[None]:
    begin = perf_counter()
    yield
    print(f"{what}: {perf_counter() - begin:.2f} s", flush=True)


def documents(tenant: Tenant, access, drawn: Passages) -> None:
    space, dice = tenant.space(), Random(0)
    vectors = drawn.draw_vectors(OF_ONE, seed=1)
    ours, reference = (add_document(tenant.project, space, vectors, drawn, dice) for _ in range(2))
    with timed(f"a document of {OF_ONE:,} chunks replaced, no embedding"):
        fill_document(ours, space, vectors, drawn, dice)
    with timed("  deleted"), in_workspace(tenant.workspace.pk):
        delete_document(access=access, document=ours)
    with timed("  one like it, by Django's cascade"), in_workspace(tenant.workspace.pk):
        reference.delete()


def main(chunks: int) -> None:
    with crowd([chunks, chunks, *OTHERS], passages()) as (user, (one, other, *_)):
        access = user_access(user, one.workspace.slug)
        documents(one, access, passages())
        with timed(f"a project of {chunks:,} chunks deleted"), in_workspace(one.workspace.pk):
            delete_project(access=access, project=one.project)
        with timed(f"a workspace of {chunks:,} chunks deleted"):
            remove_workspace(user, other.workspace)
        for tenant in (one, other):
            print(f"  left of it: {len(tenant.vectors()[0])} vectors")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CHUNKS)
