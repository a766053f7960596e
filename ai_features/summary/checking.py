"""Drop the sentences of a written summary that rest on nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from ai_features.knowledge.citing import Citer
from ai_features.knowledge.marks import MARK
from ai_features.knowledge.sentences import split_sentences

Json = dict[str, Any]
FEWEST_WORDS: Final = 3
STRAY_MARKS: Final = re.compile(r"([.!?])((?:\s*\[\d+\])+)")


@dataclass(frozen=True, slots=True)
class Checked:
    """A summary whose every sentence carries a citation, and how many were dropped."""

    text: str
    citations: list[Json]
    kept: int
    dropped: int


def keep_supported(citer: Citer) -> Checked:
    """Return the citer's text without uncited sentences, its citations numbered anew.

    The citer has taken out every mark that does not hold, so a sentence without a mark is one
    that no source supports.
    """
    lines: list[str] = []
    kept = dropped = 0
    for line in _marks_inside(citer.text).splitlines():
        sentences = [line[start:end] for start, end in split_sentences(line)]
        good = [sentence for sentence in sentences if _is_cited(sentence)]
        kept, dropped = kept + len(good), dropped + len(sentences) - len(good)
        if good:
            bullet = "- " if line.lstrip().startswith("- ") and not good[0].startswith("- ") else ""
            lines.append(bullet + " ".join(good))
        elif not sentences:
            lines.append("")
    return _renumbered("\n".join(lines).strip(), citer.citations, kept=kept, dropped=dropped)


def _marks_inside(text: str) -> str:
    """Return ``text`` with marks that follow a full stop moved before it."""
    return STRAY_MARKS.sub(lambda match: match[2].replace(" ", "") + match[1], text)


def _is_cited(sentence: str) -> bool:
    return bool(MARK.search(sentence)) or len(sentence.split()) < FEWEST_WORDS


def _renumbered(text: str, citations: list[Json], *, kept: int, dropped: int) -> Checked:
    by_marker = {citation["marker"]: citation for citation in citations}
    ordered: list[Json] = []

    def renumber(match: re.Match[str]) -> str:
        ordered.append(by_marker[int(match[1])] | {"marker": len(ordered) + 1})
        return f"[{len(ordered)}]"

    return Checked(MARK.sub(renumber, text), ordered, kept, dropped)
