"""Execute runs: in a thread of this process when somebody is watching, else in a worker.

Either way a job holds the run: if the process is killed, the lease runs out and the sweep hands the
run to a worker.
"""

from __future__ import annotations

import logging
import threading
from functools import partial
from typing import Final, Literal
from uuid import UUID

from django.db import Error, connection, transaction

from ai_features.runs import ledger, progress
from ai_features.runs.context import RunContext
from ai_features.runs.executors import Outcome, kind_of
from ai_features.runs.forgetting import forget_repeated_events
from ai_features.runs.models import Run, RunStatus
from ai_features.runs.progress import RunStopped
from core.errors import DomainError
from core.jobs.context import JobCancelled, JobContext, LeaseLost
from core.jobs.performing import perform_job
from core.jobs.registry import register_job
from core.jobs.ring import ring
from core.jobs.services import enqueue, enqueue_here
from core.tenancy.scope import in_workspace

log = logging.getLogger(__name__)
JOB: Final = "run"
THREADS: Final = 32
BROKEN: Final = (
    "internal",
    "Something went wrong on our side. Nothing of yours is lost; try again.",
)
_free = threading.BoundedSemaphore(THREADS)


def start(run: Run, *, where: Literal["here", "worker"]) -> None:
    """Have the run executed once the transaction commits.

    ``here``: in a thread of this process, for answers that somebody watches being written; if all
    threads are busy, a worker takes it. ``worker``: by Celery.
    """
    with in_workspace(run.workspace_id):
        if where == "worker":
            enqueue(workspace_id=run.workspace_id, kind=JOB, subject_id=run.pk)
            return
        job = enqueue_here(workspace_id=run.workspace_id, kind=JOB, subject_id=run.pk)
        transaction.on_commit(partial(_perform_here, run.workspace_id, job.pk))


def execute(job: JobContext) -> None:
    """Execute the run that ``job`` is about; this is the job's handler."""
    taken = progress.begin(
        workspace_id=job.workspace_id,
        run_id=job.subject_id,
        token=job.token,
        attempt=job.attempt,
    )
    if taken is None:
        return
    run, seq = taken
    try:
        outcome = _work(RunContext(run=run, job=job, seq=seq))
        progress.finish(run, outcome, token=job.token)
    except (RunStopped, JobCancelled, LeaseLost) as stop:
        raise _reason(run) from stop
    except DomainError as error:
        _fail(job, error.code, error.detail)
    except Error:
        raise  # the job tries again once the database is back
    except Exception:
        log.exception("Run %s failed", run.pk)
        _fail(job, *BROKEN)


def register() -> None:
    """Register the handlers of the run job."""
    register_job(JOB, execute, _on_dead, forget=forget_repeated_events)


def _work(context: RunContext) -> Outcome:
    kind = kind_of(context.run)
    if kind is None:
        raise LookupError(f"Nothing executes runs of the kind {context.run.kind}.")
    try:
        return kind.execute(context)
    finally:
        context.flush()


def _reason(run: Run) -> JobCancelled | LeaseLost:
    with in_workspace(run.workspace_id):
        rows = Run.objects.for_workspace(run.workspace_id).filter(pk=run.pk)
        cancelled = rows.filter(status=RunStatus.CANCELLED).exists() or not rows.exists()
    return JobCancelled() if cancelled else LeaseLost()


def _fail(job: JobContext, code: str, message: str) -> None:
    progress.fail(
        workspace_id=job.workspace_id,
        run_id=job.subject_id,
        code=code,
        message=message,
        token=job.token,
    )


def _on_dead(workspace_id: UUID, run_id: UUID, code: str, message: str) -> None:
    with in_workspace(workspace_id):
        # The process that could have settled the run's calls is gone, or has finished with them.
        ledger.abandon(workspace_id=workspace_id, run_id=run_id)
        progress.fail(workspace_id=workspace_id, run_id=run_id, code=code, message=message)


def _perform_here(workspace_id: UUID, job_id: UUID) -> None:
    if not _free.acquire(blocking=False):
        ring(workspace_id, job_id)
        return
    # A daemon thread, so that a web process told to stop does not wait for models to answer: the
    # leases it leaves behind run out, and the sweep hands those runs to a worker.
    thread = threading.Thread(
        target=_perform, args=(workspace_id, job_id), name=f"run-{job_id}", daemon=True
    )
    try:
        thread.start()
    except RuntimeError:  # the system is out of threads
        _free.release()
        ring(workspace_id, job_id)


def _perform(workspace_id: UUID, job_id: UUID) -> None:
    try:
        perform_job(workspace_id, job_id)
    except Error:
        log.exception("Job %s lost its database; the sweep brings it back", job_id)
    finally:
        connection.close()
        _free.release()
