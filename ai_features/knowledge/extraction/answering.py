"""Answers made of the documents' own sentences, for use without a chat model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ai_features.gateway.local import encode_pieces
from ai_features.knowledge.extraction import scoring
from ai_features.knowledge.extraction.candidates import (
    NO_ANSWER,
    Candidates,
    likeliest,
    quotable,
)
from ai_features.knowledge.extraction.evidence import OWN_FROM, SPEAK_FROM, Evidence, Question
from ai_features.knowledge.extraction.kinds import AnswerKind, Sought, asks_for_steps, sought
from ai_features.knowledge.extraction.letters import header_lines
from ai_features.knowledge.extraction.neighbours import steps_around, with_needed
from ai_features.knowledge.extraction.picking import Extract, Vectors, extract_of, repeats
from ai_features.knowledge.extraction.ranges import rows_by_range
from ai_features.knowledge.extraction.reading import Sentence, Source
from ai_features.knowledge.words.analyzer import terms

MOST_SENTENCES: Final = 4
MOST_ANSWER_WORDS: Final = 90
# The share of the best score that a further sentence must reach to be quoted too.
WORTH_SAYING: Final = 0.85


@dataclass(frozen=True)
class Answer:
    """Sentences that answer a question, best passage first, and whether they do.

    ``score`` is the estimated probability that the sources hold the answer, judged by
    ``evidence``. ``supported`` tells whether it is high enough to answer, whether a follow-up's own
    words were found, and whether the sentences hold the ``kind`` of thing asked for, if any.
    ``nearest`` has from each passage the sentence that matches best, with what it needs, best
    first: what to show if nothing is supported.
    """

    extracts: list[Extract]
    supported: bool
    score: float
    evidence: Evidence
    kind: AnswerKind | None = None
    nearest: Sequence[Extract] = ()


def answer(
    question: str,
    sources: Sequence[Source],
    *,
    weights: Mapping[str, float],
    language: str = "",
    before: str = "",
) -> Answer:
    """Return the sentences of ``sources`` (passages, best first) that answer ``question``.

    ``weights`` is the idf of each telling term, including terms in no document. ``before`` has the
    words that a follow-up borrows from the question before it: both must be found together, and
    the follow-up's own by themselves. The local model encodes, whichever model embeds the passages,
    because refusals are calibrated on it.
    """
    sentences = quotable(question, sources)
    if not sentences:
        return Answer([], supported=False, score=0.0, evidence=Evidence())
    in_range, beyond = rows_by_range(question, [sentence.text for sentence in sentences])
    chosen = likeliest(sentences, weights, language=language, first=in_range)
    asking = [question, f"{question} {before}"] if before else [question]
    asked, candidates = _encoded(asking, sentences, chosen, weights=weights, language=language)
    looked_for = sought(question, weights, language=language)
    named = scoring.named(question, sentences, sources)
    scores = scoring.handed_on(sentences, candidates.scores(asked))
    scores = scoring.preferred(sentences, scores, named=named, looked_for=looked_for)
    scores = scoring.by_range(scores, in_range, beyond)
    picked = _picked(sentences, scores, candidates.vectors(), whole=asks_for_steps(question))
    extracts = [extract_of(sentences[index], score) for index, score in picked]
    contexts = [frozenset(terms(_above(source), language=language)) for source in sources]
    evidence = _judged(candidates, looked_for).evidence(asked, contexts=contexts)
    return Answer(
        extracts,
        supported=_is_enough(evidence) and _holds(extracts, looked_for),
        score=round(evidence.likelihood, 3),
        evidence=evidence,
        kind=looked_for.kind if looked_for else None,
        nearest=_nearest(sentences, scores),
    )


def _above(source: Source) -> str:
    """Return what stands above a text: its headings, and the header of the mail that it is."""
    lines = (source.text[start:end] for (start, end), _ in header_lines(source.text))
    return "\n".join([source.context, *lines])


def _encoded(
    asking: Sequence[str],
    sentences: Sequence[Sentence],
    chosen: Sequence[int],
    *,
    weights: Mapping[str, float],
    language: str,
) -> tuple[list[Question], Candidates]:
    """Return the wordings of the question and the ``chosen`` sentences, encoded in one call."""
    encodings = encode_pieces([*asking, *(sentences[index].with_heading for index in chosen)])
    asked = [
        Question(text, encoding, weights, language=language)
        for text, encoding in zip(asking, encodings, strict=False)
    ]
    return asked, Candidates(sentences, dict(zip(chosen, encodings[len(asking) :], strict=True)))


def _is_enough(evidence: Evidence) -> bool:
    return evidence.likelihood >= SPEAK_FROM and evidence.own >= OWN_FROM


def _judged(candidates: Candidates, looked_for: Sought | None) -> Candidates:
    """Return what to judge: for a question about money, the passages that name some, if any."""
    if looked_for is None or looked_for.kind != AnswerKind.MONEY or not looked_for.is_sure:
        return candidates
    naming = candidates.in_passages_with(looked_for)
    return naming if naming.encodings else candidates


def _holds(extracts: Sequence[Extract], looked_for: Sought | None) -> bool:
    """Tell whether one of the extracts may hold what is looked for."""
    if looked_for is None or not looked_for.is_sure:
        return bool(extracts)
    return any(looked_for.may_be_in(extract.text) for extract in extracts)


def _picked(
    sentences: Sequence[Sentence], scores: Sequence[float], vectors: Vectors, *, whole: bool
) -> list[tuple[int, float]]:
    """Return (index, score) of the best sentence, those nearly as good and what they need.

    ``whole`` has the steps before and after the best one needed, too.
    """
    order = sorted(range(len(sentences)), key=lambda index: -scores[index])
    picked: list[int] = []
    for index in order:
        if scores[index] == NO_ANSWER:
            break
        if len(picked) >= MOST_SENTENCES or scores[index] < WORTH_SAYING * scores[order[0]]:
            break
        needed = steps_around(sentences, index) if whole and not picked else []
        new = [each for each in needed or with_needed(sentences, index) if each not in picked]
        said = sum(len(sentences[each].text.split()) for each in picked + new)
        if picked and (said > MOST_ANSWER_WORDS or repeats(vectors, index, picked)):
            continue
        picked += new
    first = dict.fromkeys(sentences[index].source for index in picked)
    rank = {source: place for place, source in enumerate(first)}
    ordered = sorted(picked, key=lambda index: (rank[sentences[index].source], index))
    return [(index, scores[index]) for index in ordered]


def _nearest(sentences: Sequence[Sentence], scores: Sequence[float]) -> list[Extract]:
    """Return each passage's best sentence with what it needs, as one extract; best first."""
    best: dict[int, int] = {}
    for index in sorted(range(len(sentences)), key=lambda index: -scores[index]):
        if scores[index] != NO_ANSWER:
            best.setdefault(sentences[index].source, index)
    return [
        _joined(sentences, with_needed(sentences, index), scores[index]) for index in best.values()
    ]


def _joined(sentences: Sequence[Sentence], indices: Sequence[int], score: float) -> Extract:
    parts = [sentences[index] for index in indices]
    text = " ".join(part.text for part in parts)
    return Extract(parts[0].source, parts[0].start, parts[-1].end, text, round(score, 4))
