"""Show Markdown that nobody vouches for: a model's, a document's, a visitor's."""

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
    """Return ``text`` as HTML in which nothing can run, load or lead elsewhere.

    HTML in the text is shown, not obeyed; links and images become their words. The result is
    cleaned once more, since a parser's mistake must not become a hole.
    """
    return nh3.clean(_markdown.render(text), tags=TAGS, attributes=ATTRIBUTES, strip_comments=True)
