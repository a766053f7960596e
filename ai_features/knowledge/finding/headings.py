"""Which section a part of a passage stands under, where the passage spans several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from ai_features.knowledge.words.highlights import Span

# The place in the page's text where a section begins, and its path.
Step = tuple[int, str]


def read_steps(kept: Iterable[Any]) -> tuple[Step, ...]:
    """Return the steps of a chunk from the pairs it stores as JSON."""
    return tuple((place, section) for place, section in kept)


def section_at(place: int, steps: Sequence[Step], *, otherwise: str) -> str:
    """Return the section at ``place`` in the page's text; ``otherwise`` before the first step."""
    before = [section for start, section in steps if start <= place]
    return before[-1] if before else otherwise


def section_found(
    text: str, *, start: int, highlights: Sequence[Span], steps: Sequence[Step], otherwise: str
) -> str:
    """Return the section with the most highlighted characters or, without any, the most text.

    ``text`` is the passage, which begins at ``start`` in the text of its page; ``highlights`` are
    spans within ``text``. Of equals the first section wins; without steps it is ``otherwise``.
    """
    if len(steps) == 1:
        return steps[0][1]
    shares = Counter[str]()
    ends = [*(place - start for place, _ in steps[1:]), len(text)]
    for (place, section), end in zip(steps, ends, strict=False):
        for first, last in highlights or [(0, len(text))]:
            shares[section] += max(0, min(end, last) - max(place - start, first))
    return max(shares, key=shares.__getitem__, default=otherwise)
