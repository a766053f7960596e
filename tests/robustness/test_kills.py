"""Work that a killed process was doing is finished, and finished exactly once."""

from __future__ import annotations

from functools import partial

import httpx2

from tests.robustness.instance import until
from tests.robustness.scenes import expire_leases, faults, kill_worker_amid, wait_all


def test_work_of_a_killed_worker_ends_exactly_once(acme, upstream):
    upstream.pace = 0.005
    documents, runs, _ = kill_worker_amid(
        acme, count=2, kills=1, pause=1.0, after_kill=partial(expire_leases, acme.instance)
    )
    rows, ended = wait_all(acme, documents, runs, seconds=60)
    assert {row["status"] for row in rows} == {"ready"}
    assert {run["status"] for run in ended} == {"done"}
    assert faults(acme.instance, documents=documents, runs=runs) == []


def test_a_worker_takes_over_the_answer_of_a_killed_web_process(acme, handbook, upstream, instance):
    upstream.script("stall")
    seen = []
    with acme.asking("How many days is the holiday?") as events:
        for event in events:
            seen.append(event)
            if event["event"] == "retrieved":
                assert upstream.stalled.wait(10)
                break
        instance.kill("web")
    instance.start("web")
    expire_leases(instance)
    run_id = seen[0]["data"]["run_id"]
    until(lambda: healthy(instance), seconds=30)
    rest = list(acme.follow(run_id, after=seen[-1]["id"]))
    numbers = [int(event["id"]) for event in [*seen, *rest]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [event["event"] for event in rest].count("start") == 1
    assert rest[-1]["event"] == "done"
    assert "27 days" in rest[-1]["data"]["answer"]
    states = instance.rows("SELECT state FROM runs_ledgerentry WHERE run_id = %s", run_id)
    assert states
    assert ("open",) not in states


def healthy(instance):
    try:
        return httpx2.get(f"{instance.url}/healthz").status_code == 200
    except httpx2.HTTPError:
        return False


def test_the_sweep_runs_even_when_every_thread_is_busy(acme, handbook, upstream, instance):
    """A lost job must not have to wait for four hanging answers."""
    lost = acme.ask("How many days is the holiday?", background=True).json()["id"]
    acme.wait_run(lost, seconds=20)
    upstream.mode = "stall"
    for number in range(4):
        acme.ask(f"When does the office close, {number}?", background=True)
    until(lambda: len(upstream.requests) >= 5, seconds=20)
    before = instance.value("SELECT now()")
    acme.ask("Who pays for travel?", background=True)
    query = "SELECT count(*) FROM core_job WHERE state = 'queued' AND rung_at > %s"
    until(lambda: instance.value(query, before), seconds=40, what="the sweep")
