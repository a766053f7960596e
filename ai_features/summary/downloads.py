"""A summary as a file to download: Markdown or Word, with a list of its sources."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Final

from django.utils.text import slugify

from ai_features.runs.models import Run
from core.json import Json
from projects.documents.places import place_of, where
from projects.documents.rows import readable_quote

# XML 1.0 has no way to write these (https://www.w3.org/TR/xml/#charsets).
UNWRITABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BOLD: Final = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
# What Markdown reads as markup anywhere, and what only at the start of a line.
MARKUP: Final = re.compile(r"[\\`*_\[\]<>|~&#]")
OPENING: Final = re.compile(r"^(\d*)([-+=.)])")
BULLET: Final = re.compile(r"^[-*] ")


def as_markdown(run: Run, *, title: str) -> bytes:
    """Return the summary as Markdown, its sources as a numbered list at the end."""
    sources = [f"{each['marker']}. {_escaped(_source(each))}" for each in run.citations]
    parts = [
        f"# {_escaped(title)}",
        str(run.output.get("text", "")),
        "## Sources",
        "\n".join(sources),
    ]
    return ("\n\n".join(parts) + "\n").encode()


def as_word(run: Run, *, title: str) -> bytes:
    """Return the summary as a Word document (Office Open XML)."""
    from docx import Document as WordDocument  # noqa: PLC0415  (half a second, and rarely asked for)

    document = WordDocument()
    document.core_properties.title = _writable(title)
    document.core_properties.author = ""
    document.add_heading(_writable(title), level=1)
    for line in str(run.output.get("text", "")).split("\n"):
        if line.strip():
            style = "List Bullet" if BULLET.match(line) else None
            paragraph = document.add_paragraph(style=style)
            for place, piece in enumerate(BOLD.split(_writable(BULLET.sub("", line)))):
                paragraph.add_run(piece).bold = bool(place % 2)
    document.add_heading("Sources", level=2)
    for each in run.citations:
        document.add_paragraph(_writable(f"[{each['marker']}] {_source(each)}"))
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def file_name(title: str, extension: str) -> str:
    """Return a file name that is valid on any system."""
    return f"{slugify(title)[:60] or 'summary'}.{extension}"


def _source(citation: Json) -> str:
    return f"{where(**place_of(citation))}: “{' '.join(readable_quote(citation).split())}”"


def _escaped(text: str) -> str:
    """Return ``text`` as one line of Markdown that renders literally."""
    line = MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
    return OPENING.sub(r"\1\\\2", line)


def _writable(text: str) -> str:
    return UNWRITABLE.sub("", text)
