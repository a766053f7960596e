"""Which words of a passage the query asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ai_features.knowledge.words.analyzer import Finder

Span = tuple[int, int]


class Marker:
    """Marks the words that give one of the ``wanted`` terms in one of the ``languages``."""

    def __init__(self, wanted: Collection[str], *, languages: Sequence[str]) -> None:
        self._finders = [Finder(wanted, language=language) for language in languages or ("",)]

    def spans(self, text: str) -> list[Span]:
        """Return their spans in ``text``; words one character apart on a line share one span."""
        return _joined(text, sorted(span for each in self._finders for span in each.places(text)))


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1] + 1 and "\n" not in text[joined[-1][1] : start]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
