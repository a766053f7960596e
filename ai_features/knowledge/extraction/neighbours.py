"""The sentences around one that a reader needs with it: its list, its steps, what it leans on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ai_features.knowledge.extraction.reading import Sentence

# A sentence that ends in a colon is quoted with up to this many of those it announces, or with the
# points of its list up to so many.
ANNOUNCED: Final = 3
LONGEST_LIST: Final = 12


def with_needed(sentences: Sequence[Sentence], index: int) -> list[int]:
    """Return ``index`` with the neighbours a reader needs.

    They are what it leans on, what it announces, and what announces it: a point of a list may be
    denied by the line above the list.
    """
    here, first, last = sentences[index], index, index
    if here.leans and index and sentences[index - 1].source == here.source:
        first = index - 1
    if here.text.endswith((":", "：")):
        following = sentences[index + 1 : index + 1 + ANNOUNCED]
        last = index + sum(sentence.source == here.source for sentence in following)
        last = max(_end_of_list(sentences, index + 1), last)
    return [*_announcing(sentences, first), *range(first, last + 1)]


def _announcing(sentences: Sequence[Sentence], index: int) -> list[int]:
    """Return the index of the line that announces the list in which ``index`` is a point."""
    above = index
    while above and sentences[above].mark:
        above -= 1
        if sentences[above].source != sentences[index].source:
            break
        if sentences[above].text.endswith((":", "：")):
            return [above]
    return []


def _end_of_list(sentences: Sequence[Sentence], first: int) -> int:
    """Return the index of the last point of the list from ``first`` on; if none, one less."""
    last = first - 1
    for each in range(first, min(first + LONGEST_LIST, len(sentences))):
        if not sentences[each].mark or sentences[each].source != sentences[first].source:
            break
        last = each
    return last


def steps_around(sentences: Sequence[Sentence], index: int) -> list[int]:
    """Return the numbered points around ``index``, ``LONGEST_LIST`` at most; none without a number.

    A step on its own tells nobody how: the steps from the first to the last belong together.
    """
    first = index
    while _is_step(sentences, first - 1, of=index) and index - first < LONGEST_LIST - 1:
        first -= 1
    numbered = sentences[index].mark.strip("().").isdigit()
    return list(range(first, _end_of_list(sentences, first) + 1)) if numbered else []


def _is_step(sentences: Sequence[Sentence], index: int, *, of: int) -> bool:
    return (
        index >= 0
        and bool(sentences[index].mark)
        and sentences[index].source == sentences[of].source
    )
