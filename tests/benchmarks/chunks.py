"""Whether chunks hold what is asked for and little else: ``python -m tests.benchmarks.chunks``.

As chunking_evaluation defines it (Smith and Troynikov 2024): five chunks are retrieved from all
texts together; recall, precision and intersection over union count characters. Precision at full
recall is that of all chunks that touch a reference, whatever the search found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean

from ai_features.knowledge.words.query import Mode
from tests.benchmarks.data import DATA, Text, file_text, records
from tests.benchmarks.memory import MemoryIndex
from tests.benchmarks.metrics import Span, length, overlap, span_scores
from tests.benchmarks.provided import ABSENT, embedder, provided
from tests.benchmarks.quality_page import table

RETRIEVED = 5
HEAD = ("chunking_eval, per cent", "ours", "promised", "published")
ABOUT = (
    "For 472 questions about five long texts: how much of the wanted text is in the first five"
    " chunks. Published: MiniLM over recursive chunks of 200 tokens; the best published recall is"
    " 91.9."
)
PROMISED: dict[Mode, str] = {"semantic": "–", "hybrid": "80"}
MODES: tuple[Mode, ...] = ("semantic", "hybrid")


def corpora() -> list[Text]:
    folder = DATA / "chunking_eval" / "corpora"
    return [
        Text(path.stem, "", file_text(f"chunking_eval/corpora/{path.name}"))
        for path in sorted(folder.glob("*.md"))
    ]


def measured(mode: Mode, *, index: MemoryIndex) -> dict[str, float]:
    questions = records("chunking_eval/questions.jsonl")
    queries = [index.meant(question["question"]) for question in questions]
    scores = []
    vectors = index.model.vectors(queries, kind="query")
    for question, query, vector in zip(questions, queries, vectors, strict=True):
        wanted = [(one["start_index"], one["end_index"]) for one in question["references"]]
        hits = index.search(query, vector, mode=mode)[:RETRIEVED]
        found = [index.places[hit.key] for hit in hits]
        spans = [
            (place.draft.start, place.draft.end)
            for place in found
            if place.key == question["corpus_id"]
        ]
        strays = sum(len(place.draft.text) for place in found if place.key != question["corpus_id"])
        scores.append(_with_strays(spans, wanted, strays))
    return {name: 100 * fmean(score[name] for score in scores) for name in scores[0]}


def _with_strays(found: Sequence[Span], wanted: Sequence[Span], strays: int) -> dict[str, float]:
    """Count passages from other texts as wrongly retrieved, each at a place of its own."""
    end = max(end for _, end in (*found, *wanted))
    return span_scores([*found, (end + 1, end + 1 + strays)], wanted)


def precision_at_full_recall(index: MemoryIndex) -> float:
    spans = defaultdict(list)
    for place in index.places:
        spans[place.key].append((place.draft.start, place.draft.end))
    scores = []
    for question in records("chunking_eval/questions.jsonl"):
        wanted = [(one["start_index"], one["end_index"]) for one in question["references"]]
        touching = [span for span in spans[question["corpus_id"]] if overlap([span], wanted)]
        scores.append(length(overlap(touching, wanted)) / max(1, length(touching)))
    return 100 * fmean(scores)


def report() -> list[tuple[str, str, str, str]]:
    """Return rows of measure, our figure, the promise and the published figure."""
    index = MemoryIndex(corpora(), language="en")
    words = [len(place.draft.text.split()) for place in index.places]
    found = {mode: measured(mode, index=index) for mode in MODES}
    whole = precision_at_full_recall(index)
    rows = [("words a chunk", f"{fmean(words):.0f}", "–", "–")]
    for mode, figures in found.items():
        rows.append((f"recall of 5, {mode}", f"{figures['recall']:.1f}", PROMISED[mode], "75.7"))
    rows.append(("precision at full recall", f"{whole:.1f}", "no lower", "31.2"))
    rows += [
        (f"IoU, {mode}", f"{figures['iou']:.1f}", "–", "6.5") for mode, figures in found.items()
    ]
    return rows


def section() -> str:
    """Return the chunk table of docs/quality.md."""
    return f"## Chunks\n\n{ABOUT}\n\n{table(HEAD, report())}"


def main() -> None:
    for name, ours, promised, published in report():
        print(f"  {name:26} {ours:>6}   promised {promised}, published {published}")
    with provided() as caller:
        model = embedder(caller) if caller else None
        if model is None:
            print(f"\nBy a provider's vectors: {ABSENT}")
            return
        index = MemoryIndex(corpora(), language="en", model=model)
        found = measured("hybrid", index=index)
        print(f"  recall of 5, hybrid, vectors by {model.name}: {found['recall']:.1f}, promised 90")


if __name__ == "__main__":
    main()
