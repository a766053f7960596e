"""Import a golden set from a file or a text."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from django.db import transaction
from django.template.defaultfilters import pluralize

from ai_features.bench.library import Library
from ai_features.bench.lines import Line, read_lines
from ai_features.bench.scoring import Place
from ai_features.bench.services import hold_documents, note, put_golden
from core.access import Actor
from core.errors import DomainError, Invalid
from projects.models import Project
from projects.queries import documents_of

MOST_LINES: Final = 2_000
MOST_BYTES: Final = 4_000_000
MOST_SECONDS: Final = 20.0
NOT_REACHED: Final = "Not read, because the lines before it took too long. Import this one again."


@dataclass
class Imported:
    """How many lines were imported, how many of them were ``new``, and those that were refused.

    ``heading`` is what the refused lines need above them to be read again.
    """

    taken: int = 0
    new: int = 0
    refused: list[Line] = field(default_factory=list)
    heading: str = ""

    @property
    def words(self) -> str:
        """How many lines were imported, and how many of them the set had already, in words."""
        lines = f"{self.taken:,} line{pluralize(self.taken)} imported"
        if self.new == self.taken:
            return lines
        return f"{lines}: {self.new:,} new, {self.taken - self.new:,} already there"

    @property
    def left(self) -> str:
        """The refused lines as they were written, ready to be corrected and sent again."""
        lines = [line.written for line in self.refused if line.written]
        return "\n".join([self.heading, *lines] if self.heading and lines else lines)


def import_golden(*, actor: Actor, project: Project, content: bytes) -> Imported:
    """Add each good line of ``content`` to the golden set; what is there already stays.

    Raises :class:`core.errors.Invalid` if the content as a whole cannot be read; bad lines are
    refused one by one, without stopping the others. Lines not reached in time are refused as well,
    to be sent again.
    """
    text = _text(content)
    lines = list(read_lines(text))
    if len(lines) > MOST_LINES:
        raise Invalid(f"An import has at most {MOST_LINES:,} lines. Nothing was imported.")
    if not lines:
        raise Invalid("There is no line to import.")
    told, late = Imported(heading=_heading(text)), _stopwatch()
    found = list(_found(Library(documents_of(project)), lines, late))
    hold_documents(project, {place.document_id for _, places in found for place in places})
    for line, places in found:
        wrong = line.wrong or (NOT_REACHED if late() else _taken(project, line, places, told))
        if wrong:
            told.refused.append(Line(line.number, line.written, wrong=wrong))
    if told.taken:
        count = f"{told.taken} line{pluralize(told.taken)}"
        note(actor, project, "golden.imported", project.pk, count)
    return told


def _found(
    library: Library, lines: list[Line], late: Callable[[], bool]
) -> Iterator[tuple[Line, list[Place]]]:
    """Yield each line with its places, or with what is wrong with it."""
    for line in lines:
        wrong, places = line.wrong or (NOT_REACHED if late() else ""), list[Place]()
        if not wrong:
            try:
                places = [library.place(spot) for spot in line.spots]
            except Invalid as error:
                wrong = error.detail
        yield replace(line, wrong=wrong), places


def _taken(project: Project, line: Line, places: list[Place], told: Imported) -> str:
    """Add one line and count it; return what is wrong with it, or ""."""
    try:
        with transaction.atomic():
            _, new = put_golden(project=project, question=line.question, places=places)
    except DomainError as error:
        return error.detail
    told.taken += 1
    told.new += new
    return ""


def _stopwatch() -> Callable[[], bool]:
    """Return a check for whether the import has run too long: somebody is waiting for it."""
    until = time.monotonic() + MOST_SECONDS
    return lambda: time.monotonic() > until


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        limit = MOST_BYTES // 1_000_000
        raise Invalid(f"An import has at most {limit} MB. Nothing was imported.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("The file is not in UTF-8. Save it as UTF-8 and send it again.") from error
    if "\x00" in text:
        raise Invalid("The file is not text. Send CSV or JSON lines.")
    # Browsers send these in pasted lines, where a quotation would no longer be the page's text.
    return text.replace("\r\n", "\n")


def _heading(text: str) -> str:
    first = text.lstrip().split("\n", 1)[0].rstrip("\r")
    return "" if first.startswith("{") else first
