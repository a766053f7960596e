"""How many passages a core reads and indexes per second, compared with the encoder alone.

Run ``python -m tests.benchmarks.indexing [--pages 60]`` on a migrated database of your own, on this
machine. A PDF goes through the whole pipeline in this process, the parser in a child as usual:
parsed, chunked, embedded, its words counted, stored. CPU time is that of this process, its children
and all processes of the database. The encoder has one thread: two hyperthreads of one core would
count its time twice.
"""

from __future__ import annotations

import argparse
import os
import resource
from pathlib import Path
from time import perf_counter

from django.db import connection

from ai_features.gateway import local
from ai_features.knowledge.models import Chunk
from core.jobs.models import Job
from core.jobs.performing import perform_job
from core.tenancy.scope import in_workspace
from core.workspaces.queries import user_access
from projects.documents.services import READ_JOB, add_upload
from projects.services import create_project
from tests.benchmarks.big_pdf import make_pdf
from tests.benchmarks.crowd import workspaces

TICKS = os.sysconf("SC_CLK_TCK")
PROMISED = 60


def here() -> float:
    """Return the CPU seconds of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def database() -> float:
    """Return the CPU seconds of the database's processes; 0 if they run elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = _fields(cursor.fetchone()[0])
    if not backend:
        return 0.0
    server = int(backend[1])
    ours = [_fields(int(each.name)) for each in Path("/proc").iterdir() if each.name.isdigit()]
    living = sum(_seconds(each[11:13]) for each in ours if each and int(each[1]) == server)
    return living + _seconds(_fields(server)[11:15])


def _fields(process: int) -> list[str]:
    try:
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return text.rpartition(")")[2].split()


def _seconds(ticks: list[str]) -> float:
    return sum(map(int, ticks)) / TICKS


def said(what: str, passages: int, seconds: float) -> str:
    return f"{what}: {passages / seconds:.1f} passages a second a core ({seconds:.1f} s)"


def main(pages: int) -> None:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    local.encode(["ready"])
    with workspaces(1) as (user, (workspace,)):
        with in_workspace(workspace.pk):
            access = user_access(user, workspace.slug)
            project = create_project(access=access, name="Bench")
            add_upload(
                access=access, project=project, filename="rules.pdf", content=make_pdf(pages)
            )
            job = Job.objects.for_workspace(workspace).get(kind=READ_JOB)
        mine, theirs, begin = here(), database(), perf_counter()
        perform_job(workspace.pk, job.pk)
        mine, theirs, took = here() - mine, database() - theirs, perf_counter() - begin
        with in_workspace(workspace.pk):
            texts = [chunk.indexed_text for chunk in Chunk.objects.for_workspace(workspace)]
        alone = here()
        local.encode(texts)
        alone = here() - alone
    tokens = sum(map(len, map(str.split, texts))) / len(texts)
    print(f"{pages} pages, {len(texts)} passages of {tokens:.0f} words, {took:.1f} s by the clock")
    print(said("read and indexed", len(texts), mine + theirs), f"  promised: {PROMISED}")
    print(f"  of it: worker and parser {mine:.1f} s, database {theirs:.1f} s")
    print(said("encoder alone, all passages in one call", len(texts), alone))


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=60)
    main(options.parse_args().pages)
