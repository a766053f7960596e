"""Which words of a passage the query asked for."""

from __future__ import annotations

from collections.abc import Sequence

from ai_features.knowledge.words.analyzer import places

Span = tuple[int, int]


def highlight(text: str, *, wanted: frozenset[str], languages: Sequence[str]) -> list[Span]:
    """Return the spans in ``text`` of words that give one of the ``wanted`` terms.

    Words parted by a single character are marked as one.
    """
    spans = sorted(
        span for language in languages or ("",) for span in places(text, wanted, language=language)
    )
    return _joined(text, spans)


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1] + 1 and "\n" not in text[joined[-1][1] : start]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
