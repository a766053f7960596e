"""Whether offline answers come when the documents speak, and only then.

``python -m tests.benchmarks.refusal``. Questions with an answer come from the sets' own; those
without are the same questions after every passage that answers them was taken away (the hardest
kind: what is left is about the same subject), and the last turns of mtrag, put to documents that
have nothing to do with them. mtrag's passages are not among the data, so its own unanswerable
questions cannot be put to its own documents.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from ai_features.gateway.local import encode
from ai_features.knowledge.extract import Answer, answer
from ai_features.knowledge.reading import Source
from tests.benchmarks.data import RetrievalSet, records, retrieval_set
from tests.benchmarks.memory import MemoryIndex

SETS = (("xquad/en", "en"), ("anthropic_docs_rag", "en"), ("xquad/de", "de"))
QUESTIONS = 150
READ = 4


def asked(index: MemoryIndex, question: str, *, without: Iterable[str] = ()) -> Answer:
    vector = encode([question])[0]
    gone = set(without)
    hits = [hit for hit in index.search(question, vector) if index.places[hit.key].key not in gone][
        :READ
    ]
    places = [index.places[hit.key].draft for hit in hits]
    cosines = [float(index.vectors[hit.key] @ vector) for hit in hits]
    return answer(
        question,
        [Source(place.text, place.start) for place in places],
        embed=encode,
        weights=index.term_weights(question),
        cosine=max(cosines, default=0.0),
        language=index.language,
    )


def _sample(chosen: RetrievalSet) -> list[str]:
    return Random(7).sample(sorted(chosen.queries), min(QUESTIONS, len(chosen.queries)))


def _share(answers: list[Answer]) -> str:
    return f"{sum(found.supported for found in answers)} of {len(answers)}"


def main() -> None:
    strangers = [task["input"][-1]["text"] for task in records("mtrag/mtrag_subset_tasks.jsonl")]
    for name, language in SETS:
        chosen = retrieval_set(name, language=language)
        index = MemoryIndex(chosen.corpus, language=language)
        keys = _sample(chosen)
        held = [asked(index, chosen.queries[key]) for key in keys]
        taken = [asked(index, chosen.queries[key], without=chosen.qrels[key]) for key in keys]
        strange = [asked(index, question) for question in strangers]
        print(f"{name}: answered {_share(held)}; answer taken away: {_share(taken)};", end=" ")
        print(f"mtrag's questions: {_share(strange)}", flush=True)


if __name__ == "__main__":
    main()
