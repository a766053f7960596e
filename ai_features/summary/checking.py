"""Keep only those sentences of a written text that its sources support."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from ai_features.knowledge.citations.faithful import turned_around, unfounded
from ai_features.knowledge.citations.marks import LOOSE_MARK, MARK, plain_brackets, without_marks
from ai_features.knowledge.citations.support import Support, find_support
from ai_features.knowledge.extraction.picking import Extract
from ai_features.knowledge.extraction.statements import words_in
from ai_features.knowledge.words.sentences import split_sentences
from ai_features.summary.sources import Source
from core.json import Json

FEWEST_WORDS: Final = 3
FEWEST_WORDS_OF_A_CLAUSE: Final = 4
# The lookbehind and the possessive quantifiers keep a long row of full stops linear.
STRAY_MARKS: Final = re.compile(
    rf"((?<![.!?。！？])[.!?。！？]++[”\"’»)]*+)((?:\s*{MARK.pattern})+)"
)
POINT: Final = re.compile(r"^\s*(?:[-*•+]|\d{1,3}[.)])\s+")
HEADING: Final = re.compile(r"^\s*#{1,6}\s")


@dataclass
class Checker:
    """Checks a text line by line against ``sources``, which its marks number from 1.

    A sentence stays when at least one source that it names supports it, and when its figures and
    names occur in those sources; marks of sources that do not support it are removed. What stays is
    cited with new numbers, from 1 in the order of the text.
    """

    sources: Sequence[Source]
    workspace_id: UUID
    text: str = ""
    citations: list[Json] = field(default_factory=list)
    kept: int = 0
    dropped: int = 0

    def check(self, line: str) -> tuple[str, list[Json]]:
        """Return what ``line`` adds to the text, and its citations."""
        before = len(self.citations)
        good = self._checked(line)
        if good:
            gap = "" if not self.text or self.text.endswith("\n") else "\n"
            added = gap + good
        else:
            # Two paragraphs are separated by one blank line, whatever was dropped between them.
            blank = not line.strip() and self.text and not self.text.endswith("\n\n")
            added = "\n\n" if blank and not self.text.endswith("\n") else "\n" if blank else ""
        self.text += added
        return added, self.citations[before:]

    def quote(self, label: str, source: Source, extract: Extract) -> tuple[str, list[Json]]:
        """Return what quoting a source after ``label`` adds to the text, and the citation.

        The source's own words stand as they are: there is nothing to check.
        """
        gap, _ = self.check("")
        marker = len(self.citations) + 1
        self.citations.append(source.citation(marker, start=extract.start, end=extract.end))
        said = _marks_inside(f"{plain_brackets(extract.text)}[{marker}]")
        self.text += f"{label} {said}"
        return f"{gap}{label} {said}", self.citations[-1:]

    def _checked(self, line: str) -> str:
        if HEADING.match(line):
            return ""
        point = POINT.match(line)
        body = _marks_inside(line[point.end() :] if point else line)
        spans = split_sentences(body)
        good = [each for each in (self._sentence(body[slice(*span)]) for span in spans) if each]
        self.dropped += len(spans) - len(good)
        self.kept += len(good)
        return ("- " if point and good else "") + " ".join(good)

    def _sentence(self, sentence: str) -> str:
        """Return the sentence with the marks that hold, or "" if it is not supported.

        A word or two without marks and figures, such as “In short:”, stays: it claims nothing.
        """
        held = supports(sentence, self.sources, workspace_id=self.workspace_id)
        if not held:
            bare = without_marks(sentence)
            harmless = words_in(bare) < FEWEST_WORDS and not re.search(r"\d", bare)
            return sentence if harmless and bare == sentence else ""

        def renumbered(match: re.Match[str]) -> str:
            numbers = [int(number) for number in re.findall(r"\d+", match[2])]
            made = [self._cite(number, held[number]) for number in numbers if number in held]
            return match[1] + "".join(made) if made else ""

        return LOOSE_MARK.sub(renumbered, sentence)

    def _cite(self, number: int, support: Support) -> str:
        marker = len(self.citations) + 1
        source = self.sources[number - 1]
        self.citations.append(source.citation(marker, start=support.start, end=support.end))
        return f"[{marker}]"


def supports(sentence: str, sources: Sequence[Source], *, workspace_id: UUID) -> dict[int, Support]:
    """Return where each source that ``sentence`` names supports it; empty if it must be dropped."""
    marks = [(match, re.findall(r"\d+", match[0])) for match in MARK.finditer(sentence)]
    numbers = {int(number) for _, found in marks for number in found}
    cited = {number: sources[number - 1] for number in numbers if 0 < number <= len(sources)}
    bare = without_marks(sentence)
    language = next((source.language for source in cited.values()), "")
    texts = [text for source in cited.values() for text in _texts(source)]
    if not cited or unfounded(bare, texts, language=language):
        return {}
    clauses = {int(number): _clause(sentence, match) for match, found in marks for number in found}
    beside = "\n".join(texts)
    found = {
        number: _support(bare, clauses[number], source, beside, workspace_id=workspace_id)
        for number, source in cited.items()
    }
    return {number: support for number, support in found.items() if support}


def _texts(source: Source) -> tuple[str, ...]:
    return source.text, source.title, source.section, source.table_header


def _clause(sentence: str, mark: re.Match[str]) -> str:
    """Return the words between the previous mark and this one, or all before if too few."""
    before = without_marks(sentence[: mark.start()])
    ends = [match.end() for match in MARK.finditer(sentence, 0, mark.start())]
    clause = sentence[ends[-1] if ends else 0 : mark.start()]
    return clause if len(clause.split()) >= FEWEST_WORDS_OF_A_CLAUSE else before


def _support(
    sentence: str, clause: str, source: Source, beside: str, *, workspace_id: UUID
) -> Support | None:
    for said in dict.fromkeys((sentence, clause)):
        support = find_support(
            said,
            source.text,
            workspace_id=workspace_id,
            language=source.language,
            beside=beside,
        )
        quote = source.text[support.start : support.end] if support else ""
        if support and not turned_around(said, quote, language=source.language):
            return support
    return None


def _marks_inside(text: str) -> str:
    """Return ``text`` with marks that follow a full stop moved before it."""
    return STRAY_MARKS.sub(lambda match: re.sub(r"\s", "", match[2]) + match[1], text)
