"""Everything that is measured, one after another: ``make bench``, or ``make bench ARGS=retrieval``.

Each module prints our figure beside the published or the reference one. Those that need a
running database or the data beside the checkout say so when it is absent.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.benchmarks.data import DATA

ALL = (
    *("retrieval", "chunks", "summaries", "answers", "refusal", "understanding", "reranking"),
    *("typos", "nonsense", "parsers", "documents", "search_speed", "deletion"),
)
NEED_DATA = frozenset(ALL) - {"parsers", "search_speed", "deletion"}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; return how many could not be run to their end."""
    failed = 0
    for name in names or ALL:
        print(f"\n== {name}", flush=True)
        if name in NEED_DATA and not DATA.exists():
            print(f"Skipped: the data to measure with is not at {DATA}.")
            continue
        command = [sys.executable, "-m", f"tests.benchmarks.{name}"]
        failed += bool(subprocess.run(command, cwd=Path.cwd(), check=False).returncode)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
