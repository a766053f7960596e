"""Kill the worker amid ingestions and summaries: all must end, exactly once, within 90 s.

Run ``python -m tests.benchmarks.kills [--count 10] [--kills 2]``. No lease is shortened: the
figure is how long a user waits.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.fakes.upstream import FakeUpstream
from tests.robustness.answers import faithful
from tests.robustness.instance import Client, Instance
from tests.robustness.scenes import faults, kill_worker_amid, wait_all


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=10)
    options.add_argument("--kills", type=int, default=2)
    wanted = options.parse_args()
    with FakeUpstream(answer=faithful, pace=0.02) as upstream:
        env = {
            "OPENAI_BASE_URL": upstream.base_url,
            "OPENAI_API_KEY": "sk-fake",
            "OPENAI_MODEL": "fake-model",
        }
        with Instance(env=env) as instance:
            return measure(instance, count=wanted.count, kills=wanted.kills)


def measure(instance: Instance, *, count: int, kills: int) -> int:
    acme = Client(instance, email="ada@acme.test", workspace="Acme")
    documents, runs, killed_at = kill_worker_amid(
        acme, count=count, kills=kills, pause=4.0, after_kill=lambda: None
    )
    rows, ended = wait_all(acme, documents, runs, seconds=300)
    seconds = time.monotonic() - killed_at
    found = faults(instance, documents=documents, runs=runs)
    again = instance.value("SELECT count(*) FROM core_job WHERE attempt > 1")
    print(
        f"{count} ingestions and {count} summaries, the worker killed {kills} times amid them: "
        f"all over {seconds:.0f} s after the last kill, {again} begun again"
    )
    for name, states in (("documents", rows), ("summaries", ended)):
        print(f"  {name}: {sorted({row['status'] for row in states})}")
    print("\n".join(f"  FAULT {fault}" for fault in found) or "  each ended once")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
