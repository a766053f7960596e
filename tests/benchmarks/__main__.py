"""All benchmarks, one after another: ``make bench``, or one: ``make bench ARGS=retrieval``.

Each module prints our figure beside the published one or a reference. Those that need a database
get servers of their own, unless the environment names some; those that need the data beside the
checkout say so when it is absent. All of them take about an hour on two cores.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from ai_features.gateway.queries import instance_model
from core.assembly.config import get_config
from core.embedded.services import start_throwaway
from tests.benchmarks.data import DATA

ON_DATA = (
    *("retrieval", "chunks", "summaries", "answers", "refusal", "understanding", "reranking"),
    *("written", "typos", "nonsense", "documents", "hostile_uploads"),
)
ON_SERVERS = ("search_speed", "deletion", "indexing")
# What they measure with a provider is charged to a workspace.
WITH_A_PROVIDER = ("chunks", "understanding", "reranking", "written")
ALL = (
    *(*ON_DATA, "kinds", "followups", "blind", "parsers", *ON_SERVERS),
    *("big_pdf", "idle_memory", "kills", "restarts"),
)
NAMES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


@contextmanager
def servers() -> Iterator[dict[str, str]]:
    """Yield a benchmark's environment, with a migrated database and a broker of its own."""
    if os.environ.get("DATABASE_URL"):
        yield dict(os.environ)
        return
    with start_throwaway() as started:
        urls = (started.database_url, started.owner_url, started.redis_url)
        named = dict(os.environ) | dict(zip(NAMES, urls, strict=True))
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, env=named | {"VITRINE_DB_ROLE": "owner"}, check=True)
        yield named


def run(name: str) -> bool:
    """Run one benchmark; return whether it completed."""
    command = [sys.executable, "-m", f"tests.benchmarks.{name}"]
    charged = name in WITH_A_PROVIDER and instance_model(get_config()) is not None
    if name not in ON_SERVERS and not charged:
        return not subprocess.run(command, check=False).returncode
    with servers() as environment:
        return not subprocess.run(command, env=environment, check=False).returncode


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; return how many did not complete."""
    failed = 0
    for name in names or ALL:
        print(f"\n== {name}", flush=True)
        if name in ON_DATA and not DATA.exists():
            print(f"Skipped: the data to measure with is not at {DATA}.")
            continue
        failed += not run(name)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
