"""Show untrusted Markdown: a model's, a document's or a visitor's."""

from __future__ import annotations

from typing import Final

import nh3
from markdown_it import MarkdownIt

TAGS: Final = {
    "p", "br", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "h3", "h4", "h5", "h6",
}  # fmt: skip
ATTRIBUTES: Final = {"ol": {"start"}, "th": {"scope"}}

_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def render_markdown(text: str) -> str:
    """Return ``text`` as HTML that runs nothing, loads nothing and links nowhere.

    HTML in the text is shown as text; links and images become their words. The result is sanitised
    as well, so that a bug in the parser does not become a vulnerability.
    """
    return nh3.clean(_markdown.render(text), tags=TAGS, attributes=ATTRIBUTES, strip_comments=True)
