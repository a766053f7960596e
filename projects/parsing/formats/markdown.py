"""Markdown: rendered to HTML and read as a web page, so that quotes contain no markup."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from projects.parsing.charset import decode
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.html import html_pieces, parse_tree

FRONT_MATTER = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)
FRONT_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)


def parse(source: Source) -> Draft:
    """Read a Markdown text as the web page it renders to."""
    text = decode(source.path.read_bytes()).replace("\r\n", "\n").replace("\x00", "")
    front = FRONT_MATTER.match(text)
    title = FRONT_TITLE.search(front[1]) if front else None
    body = text[front.end() :] if front else text
    page = MarkdownIt("commonmark").enable("table").render(body)
    return source.flow(html_pieces(parse_tree(page)), title=title[1] if title else "")
