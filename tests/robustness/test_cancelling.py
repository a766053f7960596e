"""Cancelling and deleting leave nothing behind and break nothing."""

from __future__ import annotations

from tests.robustness.instance import Client, until
from tests.robustness.scenes import long_text


def logged_faults(instance, since):
    """Return the log from the first failure on, or nothing if there is none."""
    text = instance.log.read_bytes()[since:].decode(errors="replace")
    return text[text.index("failed in attempt") :] if "failed in attempt" in text else ""


def test_a_run_in_a_worker_stops_when_it_is_cancelled(acme, handbook, upstream, instance):
    upstream.mode = "stall"
    run = acme.ask("How many days is the holiday?", background=True).json()["id"]
    assert upstream.stalled.wait(20)
    acme.call("POST", f"/workspaces/{acme.workspace}/runs/{run}/cancel")
    assert acme.run(run)["status"] == "cancelled"
    upstream.release()
    job = "SELECT state FROM core_job WHERE subject_id = %s"
    until(lambda: instance.value(job, run) == "cancelled", seconds=20, what="the job's end")


def test_a_summary_stops_when_it_is_cancelled(acme, handbook, upstream, instance):
    upstream.mode = "stall"
    run = acme.summarise(document_ids=[handbook])
    assert upstream.stalled.wait(20)
    acme.call("POST", f"/workspaces/{acme.workspace}/runs/{run}/cancel")
    upstream.release()
    job = "SELECT state FROM core_job WHERE subject_id = %s"
    until(lambda: instance.value(job, run) == "cancelled", seconds=20, what="the job's end")
    events = instance.rows("SELECT kind FROM runs_runevent WHERE run_id = %s ORDER BY seq", run)
    assert [kind for (kind,) in events].count("error") == 1
    assert events[-1] == ("error",)


def test_a_document_deleted_while_it_is_read_leaves_nothing(acme, instance):
    since = instance.log.stat().st_size
    document = acme.add_text("Long", long_text("deleted") * 2)
    until(lambda: acme.document(document)["status"] == "processing", seconds=20, every=0.02)
    acme.call("DELETE", f"{acme.home}/documents/{document}")
    job = "SELECT state FROM core_job WHERE subject_id = %s"
    until(lambda: instance.value(job, document) not in {"queued", "running"}, seconds=30)
    for table in ("projects_documentpage", "projects_documentfile", "knowledge_chunk"):
        assert not instance.value(
            f"SELECT count(*) FROM {table} WHERE document_id = %s", document
        ), table
    assert logged_faults(instance, since) == ""


def test_a_workspace_deleted_while_its_jobs_run_leaves_nothing(instance):
    since = instance.log.stat().st_size
    with Client(instance, email="grace@globex.test", workspace="Globex") as globex:
        ident = delete_amid_jobs(instance, globex)
    gone = "SELECT count(*) FROM core_workspace WHERE id = %s"
    until(lambda: not instance.value(gone, ident), seconds=60, what="the deletion")
    tables = instance.rows(
        "SELECT table_name FROM information_schema.columns"
        " WHERE column_name = 'workspace_id' AND table_schema = 'public'"
    )
    until(
        lambda: not left_in(instance, [name for (name,) in tables], ident),
        seconds=20,
        what="the last row's going",
    )
    assert logged_faults(instance, since) == ""


def delete_amid_jobs(instance, globex):
    documents = [globex.add_text(f"Doc {n}", long_text(f"g{n}")) for n in range(4)]
    until(lambda: globex.document(documents[0])["status"] != "queued", seconds=20, every=0.02)
    ident = instance.value("SELECT id FROM core_workspace WHERE slug = %s", globex.workspace)
    globex.call("DELETE", f"/workspaces/{globex.workspace}")
    return ident


def left_in(instance, tables, workspace):
    counts = {
        name: instance.value(f"SELECT count(*) FROM {name} WHERE workspace_id = %s", workspace)
        for name in tables
    }
    return {name: count for name, count in counts.items() if count}
