"""A nearest-neighbour index of its own for each vector space that is large enough to need one.

Such a space gets a partial HNSW index. Measured against one index over all spaces, it keeps its
recall in every workspace, and small spaces are scanned exactly, faster than by any index. A
function of the same name searches it, with a plan that each connection makes once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

import psycopg
from psycopg import sql

from ai_features.knowledge.models import ChunkVector, SpaceState, VectorSpace
from core.jobs.context import JobContext
from core.jobs.services import enqueue
from core.owner import owner_connection, owner_is_known
from core.tenancy.scope import in_workspace, sweeping

log = logging.getLogger(__name__)
JOB: Final = "knowledge.index_vectors"
# With half as many, scanning all of them takes as long; see
# docs/decisions/0046-an-index-for-each-purpose.md.
INDEXED_FROM: Final = 1_000
# Of each vector to its neighbours, and how many are weighed for them; measured in
# docs/decisions/0052-twelve-links.md.
LINKS: Final = 12
CANDIDATES: Final = 150
AT_ONCE: Final = 500
PREFIX: Final = "knowledge_near_"
MEMORY: Final = "256MB"
PATIENCE: Final = "1h"
HOLD: Final = "SELECT pg_advisory_lock(hashtextextended(%s, 21))"
TRY_TO_HOLD: Final = "SELECT pg_try_advisory_lock(hashtextextended(%s, 21))"


def queue_unindexed() -> None:
    """Queue the large ones among up to ``AT_ONCE`` active spaces that search without an index.

    An older version built none for them, building it failed or was not noted, or it was dropped by
    hand.
    """
    if not owner_is_known():
        return
    with sweeping():
        # In random order, so that the same small spaces do not take up every sweep.
        rows = VectorSpace.unscoped.filter(state=SpaceState.ACTIVE).order_by("?")
        spaces = list(rows.only("pk", "workspace_id", "indexed"))
    with owner_connection() as owner:
        made = _indexes(owner, valid=True)
    lacking = [each for each in spaces if not (each.indexed and index_name(each.pk) in made)]
    for space in lacking[:AT_ONCE]:
        with in_workspace(space.workspace_id):
            if space.indexed:
                _mark(space, indexed=False)
            index_when_large(space)


def index_when_large(space: VectorSpace) -> None:
    """Queue the building of the space's index if it has enough vectors; inside its workspace."""
    if not space.indexed and is_large(space):
        enqueue(workspace_id=space.workspace_id, kind=JOB, subject_id=space.pk)


def is_large(space: VectorSpace) -> bool:
    """Tell whether an index would be faster than scanning all vectors; inside the workspace."""
    rows = ChunkVector.objects.for_workspace(space.workspace_id).filter(space=space)
    return rows[:INDEXED_FROM].count() == INDEXED_FROM


def perform(context: JobContext) -> None:
    """Build the index of the job's space."""
    with in_workspace(context.workspace_id):
        spaces = VectorSpace.objects.for_workspace(context.workspace_id)
        space = spaces.filter(pk=context.subject_id, indexed=False).first()
    if space is not None:
        build_index(space)


def leave_as_it_is(workspace_id: UUID, subject_id: UUID, code: str, message: str) -> None:
    """Do nothing: without an index, searches scan every vector, exactly."""


def build_index(space: VectorSpace) -> None:
    """Build the space's index without blocking reads or writes, and mark the space as indexed.

    Safe to repeat: a valid index is kept, a half-built one is rebuilt. A process that may not act
    as the owner leaves the space without one.
    """
    if not owner_is_known():
        log.warning("Large projects are searched without an index: DATABASE_OWNER_URL is not set.")
        return
    with owner_connection() as owner:
        _build(owner, space)
        _give_function(owner, space.pk, space.dimensions)
    with in_workspace(space.workspace_id):
        _mark(space, indexed=True)


def _mark(space: VectorSpace, *, indexed: bool) -> None:
    rows = VectorSpace.objects.for_workspace(space.workspace_id).filter(pk=space.pk)
    rows.update(indexed=indexed)
    space.indexed = indexed


def tend(*, living: Callable[[], Mapping[UUID, int]]) -> None:
    """Drop the indexes and functions of deleted spaces, and give living ones a lost function back.

    ``living`` returns the dimensions of every space. It is called once the indexes are listed, so
    that a space made meanwhile is not taken for a deleted one.
    """
    if not owner_is_known():
        return
    with owner_connection() as owner:
        made = _indexes(owner) | _functions(owner)
        spaces = living()
        for name in made - {index_name(space_id) for space_id in spaces}:
            owner.execute(sql.SQL("DROP FUNCTION IF EXISTS {}").format(sql.Identifier(name)))
            _drop(owner, name)
        _give_lost(owner, spaces)


def index_name(space_id: UUID) -> str:
    """Return the name of a space's index, and of the function that searches it."""
    return f"{PREFIX}{space_id.hex}"


def _build(owner: psycopg.Connection, space: VectorSpace) -> None:
    name = index_name(space.pk)
    # A killed worker's statement may still be running: wait for it, then see what it left.
    owner.execute(HOLD, [name])
    valid = owner.execute(
        "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [name]
    ).fetchone()
    if valid == (True,):
        return
    if valid:
        _drop(owner, name)
    owner.execute("SELECT set_config('maintenance_work_mem', %s, false)", [MEMORY])
    owner.execute("SELECT set_config('statement_timeout', %s, false)", [PATIENCE])
    try:
        owner.execute(_statement(name, space))
    except (psycopg.errors.DiskFull, psycopg.errors.OutOfMemory):
        # Parallel workers build in shared memory, of which a container may have too little (64 MB
        # in Docker); a single process needs none.
        log.warning("There is too little shared memory to build %s by several processes.", name)
        _drop(owner, name)
        owner.execute("SELECT set_config('max_parallel_maintenance_workers', '0', false)")
        owner.execute(_statement(name, space))


def _statement(name: str, space: VectorSpace) -> sql.Composed:
    return sql.SQL(
        "CREATE INDEX CONCURRENTLY {name} ON knowledge_chunkvector"
        " USING hnsw ((embedding::halfvec({dimensions})) halfvec_ip_ops)"
        " WITH (m = {links}, ef_construction = {candidates}) WHERE space_id = {space}"
    ).format(
        name=sql.Identifier(name),
        dimensions=sql.Literal(space.dimensions),
        links=sql.Literal(LINKS),
        candidates=sql.Literal(CANDIDATES),
        space=sql.Literal(str(space.pk)),
    )


def _indexes(owner: psycopg.Connection, *, valid: bool = False) -> set[str]:
    rows = owner.execute(
        "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
        " WHERE indrelid = 'knowledge_chunkvector'::regclass AND starts_with(relname, %s)"
        " AND (indisvalid OR NOT %s)",
        [PREFIX, valid],
    )
    return {name for (name,) in rows.fetchall()}


def _functions(owner: psycopg.Connection) -> set[str]:
    rows = owner.execute("SELECT proname FROM pg_proc WHERE starts_with(proname, %s)", [PREFIX])
    return {name for (name,) in rows.fetchall()}


def _give_lost(owner: psycopg.Connection, spaces: Mapping[UUID, int]) -> None:
    """Give the spaces that have an index and no function one, unless they are being indexed."""
    lost = _indexes(owner, valid=True) - _functions(owner)
    for space_id, dimensions in spaces.items():
        name = index_name(space_id)
        if name in lost and owner.execute(TRY_TO_HOLD, [name]).fetchone() == (True,):
            _give_function(owner, space_id, dimensions)


def _give_function(owner: psycopg.Connection, space_id: UUID, dimensions: int) -> None:
    owner.execute("SELECT knowledge_give_nearest(%s, %s)", [space_id, dimensions])


def _drop(owner: psycopg.Connection, name: str) -> None:
    owner.execute(sql.SQL("DROP INDEX CONCURRENTLY IF EXISTS {}").format(sql.Identifier(name)))
