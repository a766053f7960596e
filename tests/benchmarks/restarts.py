"""Restart database and broker under light load: only 503s, and nothing acknowledged is lost.

Run ``python -m tests.benchmarks.restarts [--times 3]``.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections import Counter
from typing import Any

import httpx2

from tests.robustness.instance import Client, Instance, until, without_secrets

PROBLEM = "application/problem+json"


class Load:
    """A client that writes, reads and searches without pause, recording what was acknowledged."""

    def __init__(self, client: Client) -> None:
        self.client, self.kept = client, []
        self.answers: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.last_refusal = 0.0
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(n,)) for n in range(3)]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _work(self, number: int) -> None:
        count = 0
        while not self._over.wait(0.05):
            count += 1
            text = f"Text {number}-{count}: the gate opens at {count} o'clock."
            body: dict[str, Any] = {"title": f"Note {number}-{count}", "text": text}
            path = f"{self.client.home}/documents"
            made = self._send("POST", path, json=body) if count % 4 == 0 else None
            if made is not None:
                self.kept.append(made.json()["id"])
            self._send("GET", path)
            self._send("POST", f"{self.client.home}/search", json={"query": "gate"})

    def _send(self, method: str, path: str, **options: Any) -> httpx2.Response | None:
        try:
            response = self.client.http.request(method, path, **options)
        except httpx2.HTTPError as error:
            self.wrong.append(f"{method} {type(error).__name__}")
            return None
        status = response.status_code
        self.answers[f"{status}"] += 1
        if status < 400:
            return response
        self.last_refusal = time.monotonic()
        if status != 503 or response.headers["content-type"] != PROBLEM:
            self.wrong.append(f"{method} {path.rpartition('/')[2]} {status} {response.text[:200]}")
        return None


def down_checks(instance: Instance) -> list[str]:
    answer = httpx2.get(f"{instance.url}/readyz", timeout=30)
    return [f"{each['name']}" for each in answer.json()["checks"] if not each["ok"]]


def restart(instance: Instance, name: str, *, away: float) -> tuple[float, list[str]]:
    """Return the seconds until all was ready again, and what ``/readyz`` reported as down."""
    instance.stop(name)
    time.sleep(away)
    down = down_checks(instance)
    instance.start(name)
    program = instance.programs[name]
    until(lambda: program.is_ready(instance.processes[name].pid), seconds=60, every=0.05)
    return instance.wait_ready(seconds=90), down


def measure(client: Client, *, times: int) -> int:
    instance, faulty = client.instance, False
    for name in ["db", "redis"] * times:
        with Load(client) as load:
            time.sleep(3)
            seconds, down = restart(instance, name, away=3)
            back = time.monotonic()
            time.sleep(12)
        late = max(0.0, load.last_refusal - back)
        kept = load.kept
        stored = instance.value(
            "SELECT count(*) FROM projects_document WHERE id = ANY(%s::uuid[])", kept
        )
        began = time.monotonic()
        client.wait_documents(kept, seconds=120)
        print(
            f"{name} restarted: down said {down}; ready {seconds:.1f} s after it was back, last "
            f"refusal {late:.1f} s later; answers {dict(load.answers)}; {len(kept)} writes "
            f"acknowledged, {stored} there, all read {time.monotonic() - began:.0f} s later"
        )
        for wrong, count in Counter(load.wrong).most_common(8):
            print(f"  WRONG {count} × {wrong}")
        if load.wrong:
            print(instance.tail())
        faulty |= bool(load.wrong) or stored != len(kept) or seconds > 10
    return int(faulty)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=1)
    times = options.parse_args().times
    without_secrets()
    with Instance(durable=True) as instance:
        return measure(Client(instance, email="ada@acme.test", workspace="Acme"), times=times)


if __name__ == "__main__":
    sys.exit(main())
