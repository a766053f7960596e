"""Measure the memory of a whole idle instance: database, broker, web, worker, clock.

Run ``python -m tests.benchmarks.idle_memory [--used]``; with ``--used`` a document is read and a
question answered first, so that the encoder is loaded. PSS counts shared pages once.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.robustness.instance import ROLES, Client, Instance, without_secrets

PROMISE_MB = 500
SETTLE_SECONDS = 12


def family(pid: int) -> list[int]:
    """Return the process and all its descendants."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


def memory_mb(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    line = next(line for line in lines if line.startswith(f"{name}:"))
    return int(line.split()[1]) / 1024


def use(instance: Instance) -> None:
    with Client(instance, email="ada@acme.test", workspace="Acme") as client:
        document = client.add_text("Handbook", "Everybody has 25 days of paid leave a year. " * 9)
        client.wait_documents([document], seconds=120)
        assert client.ask("How many days of leave?").status_code == 200


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--used", action="store_true")
    used = options.parse_args().used
    without_secrets()
    with Instance() as instance:
        if used:
            use(instance)
        time.sleep(SETTLE_SECONDS)
        whole = 0.0
        for name in ROLES:
            pids = family(instance.processes[name].pid)
            pss, rss = (sum(memory_mb(pid, kind) for pid in pids) for kind in ("Pss", "Rss"))
            whole += pss
            print(f"  {name:8} {pss:6.0f} MB PSS {rss:6.0f} MB RSS  ({len(pids)} processes)")
        print(
            f"idle, everything{' after use' if used else ''}: {whole:.0f} MB PSS; "
            f"promised: at most {PROMISE_MB} MB"
        )
    return 0 if whole <= PROMISE_MB else 1


if __name__ == "__main__":
    sys.exit(main())
