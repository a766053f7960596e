"""Summaries made of the documents' own sentences, for use without a chat model."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ai_features.knowledge.extraction.cues import (
    announces,
    binds,
    is_an_entry,
    is_standing,
    leaves_open,
    opens_vaguely,
    opens_with,
    speaks_of_the_text,
)
from ai_features.knowledge.extraction.picking import REPEATS, Embed, Extract, Vectors
from ai_features.knowledge.extraction.reading import Source
from ai_features.knowledge.extraction.statements import (
    Statement,
    StatementKind,
    read_entries,
    read_statements,
)
from ai_features.knowledge.words.analyzer import terms

Weights = NDArray[np.float64]

# Found by random search on two test sets together, see docs/decisions/0012-summaries.md.
OF_MEANING: Final = 0.10
OF_WORDS: Final = 0.12
OF_TITLE: Final = 0.25
OF_PLACE: Final = 0.06
OF_CUE: Final = 0.06
OF_HINT: Final = 0.02
OF_ENTRY: Final = 0.04
OF_NAME: Final = 0.06
VAGUE: Final = 0.02
# What a clause loses that nearly every contract has (more than it gains by naming the contract),
# unless more than this share of the text are such clauses: then they are what it is about.
STANDING: Final = 0.1
MOST_STANDING: Final = 0.125
# The lead of a passage's first sentence, relative to the text's. The lead within a text is halved
# after one part in ``OPENING`` of it.
PASSAGE: Final = 0.5
OPENING: Final = 20
# A title begins to count at this cosine with the whole text, and counts fully this much above it.
TITLE_FROM: Final = 0.3
TITLE_RANGE: Final = 0.4
OF_KIND: Final[dict[StatementKind, float]] = {
    "sentence": 0.0,
    "point": -0.03,
    "row": 0.0,
    "columns": 0.3,
}
SHORT: Final = 14
TOO_SHORT: Final = 0.04
LONG: Final = 38
TOO_LONG: Final = 0.08 / 30
# What a sentence loses per unit of cosine, above ``LIKE_FROM``, with one already chosen.
LIKENESS: Final = 0.4
LIKE_FROM: Final = 0.3
# A sentence worth less than this share of the best is not used to fill the budget.
WORTH_SAYING: Final = 0.3
# The share of the budget from which on what sentences leave of it goes to rows and points.
MUCH_LEFT: Final = 0.2
# How many sentences are embedded per word of the budget. If there are more, each of ``PARTS``
# equal parts of the text keeps those that rank best without vectors.
READ_A_WORD: Final = 2
FEWEST_READ: Final = 48
MOST_READ: Final = 240
PARTS: Final = 24


def summarise(
    sources: Sequence[Source],
    *,
    words: int,
    embed: Embed,
    most: int | None = None,
    title: str = "",
    language: str = "",
    said: Sequence[str] = (),
) -> list[Extract]:
    """Return the sentences that say most within a budget of ``words``, in the order of the text.

    They are ranked by how central they are in meaning and in words, by place, nearness to
    ``title``, cue phrases and length; each further one must add something (maximal marginal
    relevance, Carbonell and Goldstein 1998). A sentence that leans on another follows it if there
    is room, or is left out; fragments are skipped, and so is what resembles ``said``. Where the
    sentences leave much of the budget, rows of tables and points of lists follow. ``embed``
    returns a unit vector per text; ``most`` limits the number of sentences. At least one is
    returned, even over budget, if the sources hold any text that was not said.
    """

    def told(statements: list[Statement], room: int, known: Sequence[str]) -> list[_Told]:
        return _told(
            statements, words=room, embed=embed, most=most, title=title, language=language,
            said=known,
        )  # fmt: skip

    found = told(read_statements(sources), words, said)
    left = words - sum(each.statement.words for each in found)
    if found and most is None and left >= MUCH_LEFT * words:
        texts = [each.statement.text for each in found]
        found += told(_entries_beside(found, sources, words=left), left, [*said, *texts])
        found.sort(key=lambda each: (each.statement.source, each.statement.start))
    return [_extract(each.statement, each.rank) for each in found]


class _Told(NamedTuple):
    """A statement that was chosen, and its rank."""

    statement: Statement
    rank: float


def _entries_beside(
    found: Sequence[_Told], sources: Sequence[Source], *, words: int
) -> list[Statement]:
    """Return the rows and points of at most ``words`` words that are not told yet.

    There are none if what is told has rows already: those left out add nothing.
    """
    told = [each.statement for each in found]
    if any(each.kind in ("row", "columns") for each in told):
        return []
    return [
        entry
        for entry in read_entries(sources)
        if entry.words <= words
        and not any(
            each.source == entry.source and each.start < entry.end and entry.start < each.end
            for each in told
        )
    ]


def _told(
    statements: list[Statement],
    *,
    words: int,
    embed: Embed,
    most: int | None,
    title: str,
    language: str,
    said: Sequence[str],
) -> list[_Told]:
    if not statements:
        return []
    known = _by_words(statements, title=title, language=language)
    kept = _thinned(known, most=min(MOST_READ, max(FEWEST_READ, READ_A_WORD * words)))
    statements = [statements[index] for index in kept]
    vectors = embed([statement.text for statement in statements])
    ranks = known[kept] + _by_meaning(vectors)
    if title.strip():
        ranks += _by_title(vectors, embed([title])[0])
    likeness = (vectors @ embed(said).T).max(axis=1) if said else np.zeros(len(vectors))
    chosen = _chosen(statements, ranks, vectors, likeness, words=words, most=most)
    told = {index: statements[index] for index in chosen}
    if most is None:
        told = _gone_on(told, words=words)
    return [_Told(told[index], float(ranks[index])) for index in sorted(chosen)]


def _gone_on(told: dict[int, Statement], *, words: int) -> dict[int, Statement]:
    """Extend sentences, best first, by the one that leans on each, while the budget has room."""
    left = words - sum(statement.words for statement in told.values())
    for index, statement in told.items():
        more = statement.more
        if more is not None and more.words <= left:
            left -= more.words
            told[index] = statement.with_more(more)
    return told


def _by_words(statements: Sequence[Statement], *, title: str, language: str) -> Weights:
    """Return the part of each rank that needs no vectors: common words, place, cues, length."""
    shared = OF_WORDS * shared_words(statements, language=language)
    others = [
        OF_PLACE * _lead(statement, of=statements[-1].place + 1)
        + _cues(statement.text, title=title, language=language)
        + OF_KIND[statement.kind]
        - TOO_SHORT * max(0, SHORT - statement.words) / SHORT
        - TOO_LONG * max(0, statement.words - LONG)
        for statement in statements
    ]
    return np.asarray(shared + np.array(others) - STANDING * _standing(statements))


def _standing(statements: Sequence[Statement]) -> Weights:
    """Return 1 for the clauses that nearly every contract has; 0 for all if they are many."""
    standing = np.array([is_standing(statement.text) for statement in statements], dtype=np.float64)
    return np.asarray(standing * (standing.mean() <= MOST_STANDING))


def _lead(statement: Statement, *, of: int) -> float:
    """Return 1 at the beginning of the text, ``PASSAGE`` at that of a passage, less further on."""
    stretch = max(1.0, of / OPENING)
    return max(1 / (1 + statement.place / stretch), PASSAGE / (1 + statement.place_in_source))


def _cues(sentence: str, *, title: str, language: str) -> float:
    return (
        OF_CUE * (announces(sentence) + speaks_of_the_text(sentence, title=title))
        + OF_ENTRY * is_an_entry(sentence)
        + OF_HINT * binds(sentence)
        + OF_NAME * opens_with(sentence, title, language=language)
        - VAGUE * (opens_vaguely(sentence) + 2 * leaves_open(sentence))
    )


def shared_words(statements: Sequence[Statement], *, language: str = "") -> Weights:
    """Return how much each sentence shares with the others, scaled so that the highest has 1.

    The degree of a sentence in TextRank's graph (Mihalcea and Tarau 2004), with the mean log
    length in place of each neighbour's, so that one pass replaces a comparison of all pairs.
    """
    found = [set(terms(statement.text, language=language)) for statement in statements]
    counts = Counter(term for each in found for term in each)
    lengths = np.log([max(2, len(each)) for each in found])
    overlaps = np.array([sum(counts[term] - 1 for term in each) for each in found], dtype=float)
    shares = overlaps / (lengths + lengths.mean())
    return np.asarray(shares / max(shares.max(), 1e-9))


def _thinned(ranks: Weights, *, most: int) -> list[int]:
    if len(ranks) <= most:
        return list(range(len(ranks)))
    parts = np.array_split(np.arange(len(ranks)), PARTS)
    best = [part[np.argsort(-ranks[part], kind="stable")[: most // PARTS]] for part in parts]
    return sorted(int(index) for part in best for index in part)


def _by_meaning(vectors: Vectors) -> Weights:
    return OF_MEANING * np.asarray(vectors @ _centre(vectors), dtype=np.float64)


def _by_title(vectors: Vectors, title: NDArray[np.float32]) -> Weights:
    """Weight the title by how well it describes the text: a file number describes nothing."""
    fitting = (float(_centre(vectors) @ title) - TITLE_FROM) / TITLE_RANGE
    return OF_TITLE * min(1.0, max(0.0, fitting)) * np.asarray(vectors @ title, dtype=np.float64)


def _centre(vectors: Vectors) -> NDArray[np.float32]:
    mean = vectors.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9))


def _chosen(
    statements: Sequence[Statement],
    ranks: Weights,
    vectors: Vectors,
    likeness: NDArray[np.floating[Any]],
    *,
    words: int,
    most: int | None,
) -> list[int]:
    """Return the index of the best, then repeatedly of the best that fits and adds something."""
    chosen: list[int] = []
    left = float(words)
    lengths = np.array([statement.words for statement in statements])
    content = [index for index, each in enumerate(statements) if each.kind != "columns"]
    enough = WORTH_SAYING * ranks[content].max(initial=0)
    while len(chosen) != (most or math.inf):
        worth = ranks - LIKENESS * np.maximum(0, likeness - LIKE_FROM)
        worth[chosen] = -np.inf
        worth[likeness > REPEATS] = -np.inf
        if chosen:
            worth[ranks < enough] = -np.inf
        if chosen or worth[lengths <= left].max(initial=-np.inf) > -np.inf:
            worth[lengths > left] = -np.inf
        best = int(worth.argmax())
        if worth[best] == -np.inf:
            break
        chosen.append(best)
        left -= lengths[best]
        likeness = np.maximum(likeness, vectors @ vectors[best])
    return chosen


def _extract(statement: Statement, score: float) -> Extract:
    return Extract(
        statement.source, statement.start, statement.end, statement.text, round(score, 4)
    )
