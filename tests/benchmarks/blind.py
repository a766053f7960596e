"""Questions as people type them, answered offline: ``python -m tests.benchmarks.blind``.

Documents and questions of our own, by somebody who did not know how answers are chosen.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from tests.benchmarks.asking import Question, ask
from tests.benchmarks.data import Text
from tests.benchmarks.memory import MemoryIndex
from tests.benchmarks.quality_page import table
from tests.benchmarks.readable import read_pages

FOLDER: Final = Path(__file__).parent / "made" / "blind"
SILENT: Final = "silent"
GERMAN: Final = ("hausordnung", "merkblatt", "protokoll")
HEAD: Final = (
    *("documents", "answered with the right words", "refused, the right words shown as closest"),
    *("answered with others", "without an answer, refused"),
)
ABOUT: Final = (
    "Sixteen documents of kinds that small firms have, in four formats, thirteen in English and"
    " three in German, and 430 questions as people type them: short or long, with typing errors, a"
    " third of them in words that the document does not use. Their author did not know how answers"
    " are chosen. Every second document was looked at when faults were mended, the others never:"
    " they show what to expect of documents that nothing was tuned on. Most questions that are"
    " refused although their answer is there share few words with it, which the local model does"
    " not bridge."
)


class Put(NamedTuple):
    """A question to a document; ``wanted`` are the words of which one must be quoted, if any."""

    document: str
    kind: str
    question: Question
    wanted: Sequence[str]


class Outcome(NamedTuple):
    """What became of a question."""

    put: Put
    supported: bool
    right: bool
    near: bool


def questions() -> list[Put]:
    rows = json.loads((FOLDER / "questions.json").read_text(encoding="utf-8"))
    return [
        Put(
            row["document"],
            row["kind"],
            Question(row["question"], asked=(row["before"],) if "before" in row else ()),
            row["wanted"],
        )
        for row in rows
    ]


def texts() -> dict[str, Text]:
    """Return the documents as the product reads them, by file name."""
    read = {path.name: read_pages(path) for path in sorted((FOLDER / "documents").iterdir())}
    return {
        name: Text(name, title or Path(name).stem, "", tuple(pages))
        for name, (title, pages) in read.items()
    }


def is_german(name: str) -> bool:
    return name.startswith(GERMAN)


def each_alone(read: dict[str, Text]) -> dict[str, MemoryIndex]:
    """Return an index for each document, as of a client who has no other."""
    return {name: MemoryIndex([text], language=_language(name)) for name, text in read.items()}


def together(read: dict[str, Text]) -> dict[str, MemoryIndex]:
    """Return one index of all documents of a language for each of them."""
    indexes = {
        german: MemoryIndex(
            [text for name, text in read.items() if is_german(name) == german],
            language="de" if german else "en",
        )
        for german in (False, True)
    }
    return {name: indexes[is_german(name)] for name in read}


def _language(name: str) -> str:
    return "de" if is_german(name) else "en"


def outcome(put: Put, index: MemoryIndex) -> Outcome:
    asked = ask(index, put.question)
    supported = asked.answer.supported
    near = " ".join(extract.text for extract in asked.answer.nearest)
    return Outcome(
        put, supported, supported and _has(asked.quoted, put), not supported and _has(near, put)
    )


def _has(text: str, put: Put) -> bool:
    plain = " ".join(text.split()).casefold()
    return any(" ".join(words.split()).casefold() in plain for words in put.wanted)


def row(name: str, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    held = [each for each in outcomes if each.put.kind != SILENT]
    silent = [each for each in outcomes if each.put.kind == SILENT]
    counts = Counter(
        right=sum(each.right for each in held),
        near=sum(each.near for each in held),
        wrong=sum(each.supported and not each.right for each in held),
        refused=sum(not each.supported for each in silent),
    )
    return (
        name,
        *(f"{counts[kind]} of {len(held)}" for kind in ("right", "near", "wrong")),
        f"{counts['refused']} of {len(silent)}",
    )


def rows() -> Iterator[tuple[str, ...]]:
    read, put = texts(), questions()
    looked_at = frozenset(sorted(read)[::2])
    ways: tuple[tuple[str, Callable[[dict[str, Text]], dict[str, MemoryIndex]]], ...] = (
        ("each alone", each_alone),
        ("all of a language together", together),
    )
    for way, indexed in ways:
        indexes = indexed(read)
        outcomes = [outcome(each, indexes[each.document]) for each in put]
        for name, seen in (("looked at", True), ("never looked at", False)):
            some = [each for each in outcomes if (each.put.document in looked_at) == seen]
            yield row(f"{name}, {way}", some)


def section() -> str:
    """Return the section of docs/quality.md on questions as people type them."""
    return f"## Questions as people type them\n\n{ABOUT}\n\n{table(HEAD, rows())}"


if __name__ == "__main__":
    print(section())
