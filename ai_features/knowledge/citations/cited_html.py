"""Render a cited text as HTML: its marks become numerals that open the cited page."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from ai_features.knowledge.citations.marks import MARK
from core.json import Json
from core.pages.markdown import render_markdown
from projects.documents.places import place_of, places, where
from projects.documents.rows import readable_quote

# Private-use characters stand for the marks while Markdown is rendered.
OPEN, CLOSE, BEGIN, END = "\ue000", "\ue001", "\ue002", "\ue003"
OURS: Final = str.maketrans("", "", OPEN + CLOSE + BEGIN + END)
# The same characters as numeric references, hexadecimal or decimal, which Markdown would resolve.
SPELLED: Final = re.compile(r"&#(?:x0*e00[0-3]|0*5734[4-7]);", re.IGNORECASE)
UNKNOWN: Final = "\ufffd"
HELD: Final = re.compile(f"{OPEN}(\\d+){CLOSE}")
BEGUN: Final = re.compile(f"{BEGIN}([\\d ]+){BEGIN}")
# What stands before a line's first sentence: the mark of a list, a quotation or a heading.
LEAD: Final = re.compile(r"\s*(?:(?:[-*+>]|#{1,6}|\d{1,9}[.)])\s+)*")
# A numeral stands right behind its words, wherever a model put the mark.
BLANKS: Final = re.compile(r"(?<=[\w.!?…)\]】\"”’»%])[ \t]+(?=[\[【]\s*\d)")
STOPS: Final = re.compile("[.!?…]*")
SENTENCE: Final = re.compile(f"(\\S.*?)((?:{OPEN}\\d+{CLOSE})+[.!?…]*)")


def cited_html(text: str, citations: Sequence[Json], *, workspace: str, project: str) -> SafeString:
    """Return ``text`` (Markdown with marks) as safe HTML; ``workspace`` and ``project`` are slugs.

    A mark that none of ``citations`` has as its ``marker`` is removed.
    """
    return _html(text, citations, workspace=workspace, project=project, prepare=str)


def tied_html(text: str, citations: Sequence[Json], *, workspace: str, project: str) -> SafeString:
    """Return the same, each cited sentence in a span whose ``data-cites`` lists its markers."""
    html = _html(text, citations, workspace=workspace, project=project, prepare=_sentences)
    begun = BEGUN.sub(r'<span class="d-sentence" data-cites="\1">', html)
    return mark_safe(begun.replace(END, "</span>"))  # noqa: S308  (cleaned before)


def _html(
    text: str,
    citations: Sequence[Json],
    *,
    workspace: str,
    project: str,
    prepare: Callable[[str], str],
) -> SafeString:
    placed = [placed_citation(each, workspace=workspace, project=project) for each in citations]
    known = {each["marker"]: each for each in placed}
    close = BLANKS.sub("", text.translate(OURS))
    held = MARK.sub(lambda match: _held(match[1], known), close)
    # Last, since removing a mark may form such a reference too.
    held = SPELLED.sub(UNKNOWN, held)

    def numeral(match: re.Match[str]) -> str:
        return render_to_string("demos/mark.html", known[int(match[1])]).strip()

    return mark_safe(HELD.sub(numeral, render_markdown(prepare(held))))  # noqa: S308  (cleaned)


def _held(numbers: str, known: dict[int, Json]) -> str:
    found = [int(number) for number in re.findall(r"\d+", numbers)]
    return "".join(f"{OPEN}{number}{CLOSE}" for number in found if number in known)


def _sentences(text: str) -> str:
    return "\n".join(_tied(line) for line in text.split("\n"))


def _tied(line: str) -> str:
    lead = LEAD.match(line)
    start = lead.end() if lead else 0
    # Nothing after the last numeral can match, and trying it would take quadratic time.
    stops = STOPS.match(line, line.rfind(CLOSE) + 1)
    end = max(start, stops.end() if stops else 0)
    return line[:start] + SENTENCE.sub(_span, line[start:end]) + line[end:]


def _span(match: re.Match[str]) -> str:
    return f"{BEGIN}{' '.join(HELD.findall(match[2]))}{BEGIN}{match[0]}{END}"


def placed_citation(citation: Json, *, workspace: str, project: str) -> Json:
    """Return the citation with ``href``, the URL that opens its page with the span marked.

    ``where`` says in one phrase where the span stands, ``places`` lists the same without the
    title. A citation of a pasted text has no page to open: its ``href`` is empty, and ``source``
    leads to the passage as shown beside the text. ``quote`` is made readable.
    """
    placed = citation | {
        "href": "",
        "source": f"#source-{citation['marker']}",
        "quote": readable_quote(citation),
        "where": where(**place_of(citation)),
        "places": places(**place_of(citation)),
    }
    if not citation.get("document_id"):
        return placed
    path = reverse("projects:document", args=[workspace, project, citation["document_id"]])
    place = urlencode({name: citation[name] for name in ("page", "start", "end")})
    return placed | {"href": f"{path}?{place}#mark"}
