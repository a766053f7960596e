"""An interrupted stream resumes where it stopped."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor, wait

from core.jobs.context import HEARTBEAT_SECONDS
from core.supervisor.programs import WEB_POOL
from tests.robustness.answers import instead_of_answers

MARKED = "The holiday at Acme is 27 days a year [1]."
STREAMS = WEB_POOL + 4
# Streamed word by word, long enough for each run's lease to be extended more than once.
LONG_ENOUGH = " And so on [1]." * (round(2.5 * HEARTBEAT_SECONDS / 0.2) // 4)
ANSWER = " ".join([MARKED, *(f"Penguins swim south, word {n}." for n in range(40))])


def test_a_stream_cut_at_twenty_places_loses_and_repeats_nothing(acme, handbook, upstream):
    upstream.answer = instead_of_answers(ANSWER)
    upstream.pace = 0.02
    chance = random.Random(7)
    with acme.asking("How many days is the holiday?") as events:
        first = next(events)
    seen, run_id, cuts = [first], first["data"]["run_id"], 0
    while seen[-1]["event"] != "done":
        allowed = chance.randint(1, 6) if cuts < 20 else 10_000
        for count, event in enumerate(acme.follow(run_id, after=seen[-1]["id"]), start=1):
            seen.append(event)
            if count >= allowed:
                break
        cuts += 1
    whole = list(acme.follow(run_id))
    assert cuts >= 20
    assert seen == whole
    assert "".join(e["data"]["text"] for e in seen if e["event"] == "delta").strip() == ANSWER


def test_more_streams_than_database_connections_all_end_and_other_requests_are_served(
    acme, handbook, upstream
):
    upstream.answer = instead_of_answers(MARKED + LONG_ENOUGH)
    upstream.pace = 0.2
    asked = threading.Barrier(STREAMS + 1)

    def last_event(_: int) -> str:
        with acme.asking("How many days is the holiday?") as events:
            next(events)
            asked.wait(timeout=30)
            return str(list(events)[-1]["event"])

    with ThreadPoolExecutor(STREAMS) as people:
        ends = [people.submit(last_event, number) for number in range(STREAMS)]
        asked.wait(timeout=30)
        while wait(ends, timeout=0.5).not_done:
            assert acme.call("GET", acme.home)["slug"] == acme.project
        assert [end.result() for end in ends] == ["done"] * STREAMS
