"""What is done to an instance and what must hold afterwards; the benchmarks use it too."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.robustness.instance import Client, Instance

LONG_TEXT = "\n\n".join(
    f"## Clause {number}\n\nClause {number} says that supplier {number} delivers {number * 3} "
    f"pallets to warehouse {number % 7} every {number % 5 + 1} days, and pays {number} euros for "
    "each day of delay. " + "Both sides keep records of this. " * 6
    for number in range(1, 120)
)


def long_text(title: str) -> str:
    """Return a text that takes a while to index and differs for each title."""
    return f"# {title}\n\n{LONG_TEXT.replace('supplier', title)}"


def expire_leases(instance: Instance) -> None:
    """Skip the half minute in which a killed process still holds its jobs."""
    instance.rows(
        "WITH moved AS (UPDATE core_job SET lease_until = now() - interval '1 second',"
        " rung_at = NULL WHERE state = 'running' RETURNING 1) SELECT count(*) FROM moved"
    )


def kill_worker_amid(
    acme: Client, *, count: int, kills: int, pause: float, after_kill: Callable[[], None]
) -> tuple[list[str], list[str], float]:
    """Start ``count`` ingestions and summaries, kill the worker amid them; return ids and time.

    The time is when the last kill happened, on the monotonic clock.
    """
    instance = acme.instance
    ready = [acme.add_text(f"Base {n}", long_text(f"base{n}")) for n in range(2)]
    assert all(row["status"] == "ready" for row in acme.wait_documents(ready, seconds=120))
    documents, runs = [], []
    for number in range(count):
        documents.append(acme.add_text(f"Doc {number}", long_text(f"firm{number}")))
        runs.append(acme.summarise(document_ids=ready, instructions=f"Number {number}."))
    killed_at = time.monotonic()
    for _ in range(kills):
        time.sleep(pause)
        instance.kill("worker")
        killed_at = time.monotonic()
        instance.start("worker")
        after_kill()
    return documents, runs, killed_at


def wait_all(
    acme: Client, documents: list[str], runs: list[str], *, seconds: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rows = acme.wait_documents(documents, seconds=seconds)
    return rows, [acme.wait_run(run, seconds=seconds) for run in runs]


def faults(instance: Instance, *, documents: list[str], runs: list[str]) -> list[str]:
    """Return a line for each document, run or job that did not end exactly once."""
    found: list[str] = []
    for document in documents:
        chunks, ordinals, told, vectors = instance.rows(
            "SELECT count(*), count(DISTINCT ordinal), max(d.chunk_count),"
            " (SELECT count(*) FROM knowledge_chunkvector v WHERE v.document_id = %s)"
            " FROM knowledge_chunk c JOIN projects_document d ON d.id = c.document_id"
            " WHERE document_id = %s",
            document,
            document,
        )[0]
        if not chunks == ordinals == told == vectors:
            found.append(f"document {document}: {chunks} chunks, {ordinals}, {told}, {vectors}")
    for run in runs:
        last, open_entries = instance.rows(
            "SELECT (SELECT count(*) FROM runs_runevent WHERE run_id = %s"
            " AND kind IN ('done', 'error')),"
            " (SELECT count(*) FROM runs_ledgerentry WHERE run_id = %s AND state = 'open')",
            run,
            run,
        )[0]
        if last != 1 or open_entries:
            found.append(f"run {run}: {last} last words, {open_entries} open ledger entries")
    stuck = instance.value("SELECT count(*) FROM core_job WHERE state IN ('queued', 'running')")
    return [*found, *([f"{stuck} jobs are stuck"] if stuck else [])]
