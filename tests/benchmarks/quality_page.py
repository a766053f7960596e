"""Write docs/quality.md from measurements: ``python -m tests.benchmarks.quality_page [NAME …]``.

A benchmark joins by naming its module in :data:`SECTIONS` and giving that module a function
``section() -> str``, which measures and returns Markdown with its own ``## Heading``; see
``tests/benchmarks/chunks.py``. The text goes between ``<!-- NAME -->`` and ``<!-- /NAME -->``,
or to the end of the page if it has no such marks. Text outside marks is written by hand.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "quality.md"
SECTIONS: Final = (
    *("retrieval", "chunks", "summaries", "answers", "refusal", "kinds", "followups"),
    *("blind", "understanding", "reranking", "typos", "nonsense", "parsers"),
)


def with_section(page: str, name: str, body: str) -> str:
    """Return ``page`` with ``body`` as its section ``name``, replacing a former one."""
    marked = f"<!-- {name} -->\n\n{body.strip()}\n\n<!-- /{name} -->"
    former = re.compile(rf"<!-- {name} -->.*?<!-- /{name} -->", re.DOTALL)
    if former.search(page):
        return former.sub(lambda _: marked, page)
    return f"{page.rstrip()}\n\n{marked}\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def share(figure: float) -> str:
    """Return a figure between 0 and 1 as it is published: ``.735``."""
    return f"{figure:.3f}".removeprefix("0")


def main(names: Sequence[str]) -> None:
    """Measure the named sections, or all, writing each to the page as soon as it is done."""
    for name in names or SECTIONS:
        body = import_module(f"tests.benchmarks.{name}").section()
        print(f"{body}\n", flush=True)
        page = with_section(PAGE.read_text(encoding="utf-8"), name, body)
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
