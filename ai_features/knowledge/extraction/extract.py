"""Answers made of the documents' own sentences, for use without a chat model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import fmean
from typing import Final

import numpy as np

from ai_features.gateway.local import DIMENSIONS, Reading, read
from ai_features.knowledge.extraction.evidence import (
    OWN_FROM,
    SPEAK_FROM,
    Evidence,
    Question,
    Shares,
    coverage,
)
from ai_features.knowledge.extraction.kinds import Kind, Sought, asks_for_steps, sought
from ai_features.knowledge.extraction.neighbours import steps_around, with_needed
from ai_features.knowledge.extraction.picking import (
    Extract,
    Vectors,
    extract_of,
    repeats,
)
from ai_features.knowledge.extraction.ranges import rows_by_range
from ai_features.knowledge.extraction.reading import (
    QUESTION_MARKS,
    Sentence,
    Source,
    names_code,
    read_sentences,
)
from ai_features.knowledge.words.analyzer import terms
from ai_features.knowledge.words.codes import (
    codes_in,
    labelled_in,
    names_labelled,
    names_other,
    opens_with_code,
)

# The sentences that are taken to answer a question on the line above them.
OF_AN_ANSWER: Final = 3
MOST_SENTENCES: Final = 4
MOST_ANSWER_WORDS: Final = 90
# The share of the best score that a further sentence must reach to be quoted too.
WORTH_SAYING: Final = 0.85
# Reading takes most of the time, so few sentences are read: those that share most with the
# question, with a deduction for their passage's rank.
MOST_READ: Final = 6
MOST_READ_CHARACTERS: Final = 1_200
A_RANK_UNREAD: Final = 0.1
A_RANK: Final = 0.02
NO_ANSWER: Final = -1.0
# The bonus of a sentence that holds the kind of thing asked for, or opens with the code, and of a
# row whose range holds the figure asked about.
OF_THE_KIND: Final = 0.06
ABOUT_THE_CODE: Final = 0.1
IN_THE_RANGE: Final = 0.1


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
    kind: Kind | None = None
    nearest: Sequence[Extract] = ()


@dataclass(frozen=True)
class _Told:
    """Sentences, and the model's readings of those worth reading, keyed by index."""

    sentences: Sequence[Sentence]
    readings: Mapping[int, Reading]

    def scores(self, asked: Sequence[Question]) -> list[float]:
        """Return how well each sentence matches the questions, less ``A_RANK`` per passage rank.

        A follow-up's own words count beside the question with the words it borrows. A sentence
        that was not read scores ``NO_ANSWER``.
        """
        scores = [NO_ANSWER] * len(self.sentences)
        for index in self.readings:
            found = [each.found(self._matches(each, index)) for each in asked]
            if len(asked) > 1:
                found.append(asked[0].told(self._matches(asked[0], index)))
            scores[index] = fmean(found) - A_RANK * self.sentences[index].source
        return scores

    def vectors(self) -> Vectors:
        """Return a vector per sentence, shape ``(sentences, DIMENSIONS)``; zeros if not read."""
        vectors = np.zeros((len(self.sentences), DIMENSIONS), dtype=np.float32)
        for index, reading in self.readings.items():
            vectors[index] = reading.vector
        return vectors

    def evidence(
        self, asked: Sequence[Question], *, contexts: Sequence[Collection[str]]
    ) -> Evidence:
        """Return the evidence in the passages; ``contexts`` has the terms above each of them."""
        whole, matched = asked[-1], self._matched(asked[-1])
        own = 1.0
        if len(asked) > 1:
            own = max(
                asked[0].told(matches, context=contexts[source])
                for source, matches in self._matched(asked[0]).items()
            )
        return Evidence(
            meaning=max(whole.meaning(reading) for reading in self.readings.values()),
            words=max(
                whole.found(matches, context=contexts[source])
                for source, matches in matched.items()
            ),
            own=own,
        )

    def naming(self, looked_for: Sought) -> _Told:
        """Return the passages in which some sentence that was read holds what is looked for."""
        sources = {
            self.sentences[index].source
            for index in self.readings
            if looked_for.is_in(self.sentences[index].text)
        }
        left = {
            index: reading
            for index, reading in self.readings.items()
            if self.sentences[index].source in sources
        }
        return _Told(self.sentences, left)

    def _matched(self, asked: Question) -> dict[int, Shares]:
        """Return, for each passage, its sentences' best match for each piece of a question."""
        of_source: dict[int, list[Shares]] = defaultdict(list)
        for index in self.readings:
            of_source[self.sentences[index].source].append(self._matches(asked, index))
        return {source: np.max(matches, axis=0) for source, matches in of_source.items()}

    def _matches(self, asked: Question, index: int) -> Shares:
        return asked.matches(self.readings[index], self.sentences[index].with_heading)


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
    the follow-up's own by themselves. The local model reads, whichever model embeds the passages,
    because refusals are calibrated on it.
    """
    sentences = _sayable(question, sources)
    if not sentences:
        return Answer([], supported=False, score=0.0, evidence=Evidence())
    in_range, beyond = rows_by_range(question, [sentence.text for sentence in sentences])
    chosen = _worth_reading(sentences, weights, language=language, first=in_range)
    asking = [question, f"{question} {before}"] if before else [question]
    readings = read([*asking, *(sentences[index].with_heading for index in chosen)])
    told = _Told(sentences, dict(zip(chosen, readings[len(asking) :], strict=True)))
    asked = [
        Question(text, reading, weights, language=language)
        for text, reading in zip(asking, readings, strict=False)
    ]
    looked_for = sought(question, weights, language=language)
    scores = _preferred(
        sentences,
        _answering(sentences, told.scores(asked)),
        named=_named(question, sentences, sources),
        looked_for=looked_for,
    )
    scores = _by_range(scores, in_range, beyond)
    picked = _picked(sentences, scores, told.vectors(), whole=asks_for_steps(question))
    extracts = [extract_of(sentences[index], score) for index, score in picked]
    contexts = [frozenset(terms(source.context, language=language)) for source in sources]
    found = _judged(told, looked_for).evidence(asked, contexts=contexts)
    sure = found.likelihood
    supported = sure >= SPEAK_FROM and found.own >= OWN_FROM and _holds(extracts, looked_for)
    kind = looked_for.kind if looked_for else None
    nearest = _nearest(sentences, scores)
    return Answer(extracts, supported, round(sure, 3), found, kind, nearest)


def _sayable(question: str, sources: Sequence[Source]) -> list[Sentence]:
    """Return what may be quoted: no code unless the question names some, no titles if avoidable."""
    read = read_sentences(sources)
    if not names_code(question):
        read = [sentence for sentence in read if not sentence.code]
    return [sentence for sentence in read if not sentence.title or sentence.asks] or read


def _worth_reading(
    sentences: Sequence[Sentence],
    weights: Mapping[str, float],
    *,
    language: str,
    first: Collection[int] = (),
) -> list[int]:
    """Return the indices, ascending, of the sentences that share most with the question.

    Those of ``first`` are chosen before the others.
    """
    shared = [
        coverage(sentence.with_heading, weights, language=language)
        - A_RANK_UNREAD * sentence.source
        + (index in first)
        for index, sentence in enumerate(sentences)
    ]
    chosen: list[int] = []
    left = MOST_READ_CHARACTERS
    for index in sorted(range(len(sentences)), key=lambda index: -shared[index])[:MOST_READ]:
        left -= len(sentences[index].text)
        if left >= 0 or not chosen:
            chosen.append(index)
    return sorted(chosen)


def _answering(sentences: Sequence[Sentence], scores: Sequence[float]) -> list[float]:
    """Return the scores, with a question's handed on to the sentences after it, which answer it.

    A question in running text is answered by one sentence, one on a line of its own by several.
    """
    handed = list(scores)
    for index, sentence in enumerate(sentences):
        if not sentence.text.endswith(QUESTION_MARKS):
            continue
        for following in _answers(sentences, index):
            handed[following] = max(handed[following], scores[index])
        handed[index] = NO_ANSWER
    return handed


def _answers(sentences: Sequence[Sentence], index: int) -> Iterator[int]:
    """Yield the indices of the sentences that answer the question at ``index``."""
    most = OF_AN_ANSWER if sentences[index].asks else 1
    for following in range(index + 1, min(index + 1 + most, len(sentences))):
        after = sentences[following]
        if after.source != sentences[index].source or after.title or after.asks:
            return
        yield following


def _preferred(
    sentences: Sequence[Sentence],
    scores: Sequence[float],
    *,
    named: Collection[int],
    looked_for: Sought | None,
) -> list[float]:
    """Return the scores, raised for sentences that have the form of an answer."""
    preferred = list(scores)
    for index, sentence in enumerate(sentences):
        if scores[index] == NO_ANSWER:
            continue
        if looked_for and looked_for.is_in(sentence.text):
            preferred[index] += OF_THE_KIND
        if index in named:
            preferred[index] += ABOUT_THE_CODE
    return preferred


def _named(
    question: str, sentences: Sequence[Sentence], sources: Sequence[Source]
) -> frozenset[int]:
    """Return the indices of sentences that open with a code, or have a name, of the question.

    Names are those that end in a letter or number (“section B”), where the passages also have
    another of that name (“section A”); above the passage will do.
    """
    codes = codes_in(question)
    texts = [f"{sources[each.source].context}\n{each.text}" for each in sentences]
    names = [name for name in labelled_in(question) if any(map(partial(names_other, name), texts))]
    return frozenset(
        index
        for index, sentence in enumerate(sentences)
        if any(opens_with_code(sentence.text, code) for code in codes)
        or any(names_labelled(texts[index], name) for name in names)
    )


def _by_range(
    scores: Sequence[float], in_range: Collection[int], beyond: Collection[int]
) -> list[float]:
    """Return the scores, raised for rows in the range asked about; those beyond it say nothing."""
    ranged = list(scores)
    for index in in_range:
        if scores[index] != NO_ANSWER:
            ranged[index] += IN_THE_RANGE
    if any(scores[index] != NO_ANSWER for index in in_range):
        for index in beyond:
            ranged[index] = NO_ANSWER
    return ranged


def _judged(told: _Told, looked_for: Sought | None) -> _Told:
    """Return what to judge: for a question about money, the passages that name some, if any."""
    if looked_for is None or looked_for.kind != Kind.MONEY or not looked_for.is_sure:
        return told
    naming = told.naming(looked_for)
    return naming if naming.readings else told


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
