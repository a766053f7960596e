"""Whether chunks hold what is asked for and little else: ``python -m tests.benchmarks.chunks``.

As chunking_evaluation defines it (Smith and Troynikov 2024): five chunks are retrieved from all
texts together; recall, precision and intersection over union are of characters. Precision at full
recall is that of all chunks that touch what was wanted, whatever the search found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean

from ai_features.knowledge.query import Mode
from tests.benchmarks.data import DATA, Text, file_text, records
from tests.benchmarks.memory import MemoryIndex, cached_vectors
from tests.benchmarks.metrics import Span, length, overlap, span_scores

RETRIEVED = 5
PUBLISHED = (
    "MiniLM, recursive chunks of 200 tokens: recall 75.7, precision at full recall 31.2, IoU 6.5"
)
MODES: tuple[Mode, ...] = ("semantic", "hybrid")


def corpora() -> list[Text]:
    folder = DATA / "chunking_eval" / "corpora"
    return [
        Text(path.stem, "", file_text(f"chunking_eval/corpora/{path.name}"))
        for path in sorted(folder.glob("*.md"))
    ]


def measured(mode: Mode, *, index: MemoryIndex) -> dict[str, float]:
    questions = records("chunking_eval/questions.jsonl")
    vectors = cached_vectors([question["question"] for question in questions])
    scores = []
    for question, vector in zip(questions, vectors, strict=True):
        wanted = [(one["start_index"], one["end_index"]) for one in question["references"]]
        hits = index.search(question["question"], vector, mode=mode)[:RETRIEVED]
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
    """Count what came from other texts as retrieved for nothing, at a place of its own."""
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


def main() -> None:
    index = MemoryIndex(corpora(), language="en")
    words = [len(place.draft.text.split()) for place in index.places]
    print(f"{len(words)} chunks of {fmean(words):.0f} words on average")
    print(f"  published: {PUBLISHED}; promised: recall 80")
    print(f"  precision at full recall {precision_at_full_recall(index):.1f}")
    for mode in MODES:
        figures = measured(mode, index=index).items()
        print(f"  {mode:9}" + "  ".join(f"{name} {figure:.1f}" for name, figure in figures))


if __name__ == "__main__":
    main()
