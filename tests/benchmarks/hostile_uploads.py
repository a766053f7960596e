"""Upload hostile and broken documents to a running instance: each must end as ready or refused.

Run ``python -m tests.benchmarks.hostile_uploads [--count 300] [--list] [FOLDER]``. An instance
with its own database is started for it. The documents lie beside the repository, in
``../shared/data/documents``; without them there is nothing to measure.
"""

from __future__ import annotations

import argparse
import random
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.benchmarks.documents import FOLDER, NOT_DOCUMENTS
from tests.robustness.instance import Client, Instance, without_secrets

LONGEST_SECONDS = 1_800.0


class Watch:
    """Checks twice a second that the worker is the same process, and how much memory it takes."""

    def __init__(self, instance: Instance) -> None:
        self.instance, self.most_mb, self.deaths = instance, 0.0, 0
        self.first_mb = instance.memory_mb("worker")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.5):
            if self.instance.processes["worker"].poll() is not None:
                self.deaths += 1
                self.instance.start("worker")
                continue
            self.most_mb = max(self.most_mb, self.instance.memory_mb("worker"))


def chosen(folder: Path, count: int) -> list[Path]:
    """Return a reproducible choice of ``count`` documents from all folders and formats."""
    files = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.name not in NOT_DOCUMENTS]
    groups: dict[tuple[str, str], list[Path]] = {}
    for path in files:
        groups.setdefault((path.relative_to(folder).parts[0], path.suffix.lower()), []).append(path)
    chance = random.Random(20)
    for group in groups.values():
        chance.shuffle(group)
    picked: list[Path] = []
    while len(picked) < min(count, len(files)):
        for group in groups.values():
            if group:
                picked.append(group.pop())
    return picked[:count]


def upload(client: Client, path: Path) -> tuple[str, str]:
    """Return the document's id and an empty string, or an empty id and the refusal."""
    with path.open("rb") as content:
        response = client.http.post(
            f"{client.home}/documents", files={"file": (path.name, content)}
        )
    if response.status_code == 202:
        return response.json()["id"], ""
    body = response.json()
    return "", f"{response.status_code} {body['code']}"


def outcome(row: dict[str, Any]) -> str:
    if row["status"] == "ready":
        return "ready"
    error = row["error"] or {}
    worded = bool(error.get("code")) and len(error.get("message", "")) > 20
    return error["code"] if worded else "WORDLESS FAILURE"


def wait(client: Client, ids: list[str]) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Return the rows that finished, and the ids of those that did not."""
    ended: dict[str, dict[str, Any]] = {}
    deadline = time.monotonic() + LONGEST_SECONDS
    while len(ended) < len(set(ids)) and time.monotonic() < deadline:
        for each in set(ids) - set(ended):
            row = client.document(each)
            if row["status"] in {"ready", "failed"}:
                ended[each] = row
        time.sleep(1)
    return ended, sorted(set(ids) - set(ended))


def measure(client: Client, paths: list[Path], *, show: bool) -> int:
    instance, began = client.instance, time.monotonic()
    with Watch(instance) as watch:
        sent = {path: upload(client, path) for path in paths}
        uploaded = time.monotonic()
        ended, stuck = wait(client, [document for document, _ in sent.values() if document])
    outcomes = {
        path: refusal or (outcome(ended[document]) if document in ended else "STUCK")
        for path, (document, refusal) in sent.items()
    }
    for path, word in sorted(outcomes.items(), key=lambda item: (item[1], item[0])):
        if show or word.isupper():
            print(f"{word:26} {path.parent.name}/{path.name}")
    jobs = instance.value("SELECT count(*) FROM core_job WHERE state IN ('queued', 'running')")
    attempts = instance.value("SELECT count(*) FROM core_job WHERE attempt > 1")
    print(
        f"{len(paths)} documents uploaded in {uploaded - began:.0f} s, all over after "
        f"{time.monotonic() - began:.0f} s"
    )
    words = Counter(outcomes.values()).most_common()
    print("  " + ", ".join(f"{count} {word}" for word, count in words))
    print(
        f"  worker: {watch.first_mb:.0f} MB before, {watch.most_mb:.0f} MB at most, "
        f"{instance.memory_mb('worker'):.0f} MB after; it died {watch.deaths} times"
    )
    print(f"  jobs still open: {jobs}, tried more than once: {attempts}, stuck: {len(stuck)}")
    faulty = stuck or jobs or watch.deaths or any(word.isupper() for word in outcomes.values())
    return 1 if faulty or any(word.startswith("5") for word in outcomes.values()) else 0


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    options.add_argument("--count", type=int, default=300)
    options.add_argument("--list", action="store_true", help="print a line for each document")
    wanted = options.parse_args()
    if not wanted.folder.is_dir():
        print(f"skipped: there is no folder {wanted.folder.name} beside the repository")
        return 0
    without_secrets()
    with Instance() as instance:
        client = Client(instance, email="ada@acme.test", workspace="Acme")
        return measure(client, chosen(wanted.folder, wanted.count), show=wanted.list)


if __name__ == "__main__":
    sys.exit(main())
