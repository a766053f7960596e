"""OpenDocument files written part by part, as LibreOffice writes them."""

from __future__ import annotations

from tests.projects.parsing.conftest import zipped

NAMES = ("office", "text", "table", "drawing", "style", "presentation", "xsl-fo-compatible",
         "svg-compatible", "meta")  # fmt: skip
PREFIXES = {"drawing": "draw", "xsl-fo-compatible": "fo", "svg-compatible": "svg"}
SPACE = " ".join(
    f'xmlns:{PREFIXES.get(name, name)}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in NAMES
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:loext="urn:org:documentfoundation:'\
    'names:experimental:office:xmlns:loext:1.0"'  # fmt: skip


def odf(kind: str, body: str, *, own: str = "", styles: str = "", title: str = "") -> bytes:
    """Return a file with this body, its own styles and those that it shares with others."""
    content = (
        f"<office:document-content {SPACE}><office:automatic-styles>{own}"
        f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}>"
        "</office:body></office:document-content>"
    )
    shared = f"<office:styles>{styles}</office:styles>"
    meta = f"<office:meta><dc:title>{title}</dc:title></office:meta>"
    return zipped({
        "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
        "content.xml": content.encode(),
        "styles.xml": f"<office:document-styles {SPACE}>{shared}</office:document-styles>".encode(),
        "meta.xml": f"<office:document-meta {SPACE}>{meta}</office:document-meta>".encode(),
    })  # fmt: skip


def number(level: int, shape: str, *, before: str = "", after: str = ".", more: str = "") -> str:
    return (
        f'<text:list-level-style-number text:level="{level}" style:num-format="{shape}" '
        f'style:num-prefix="{before}" style:num-suffix="{after}" {more}/>'
    )


def bullet(level: int) -> str:
    return f'<text:list-level-style-bullet text:level="{level}" text:bullet-char="•"/>'


def list_style(name: str, *levels: str) -> str:
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


def listed(*items: str, style: str = "L1", more: str = "") -> str:
    named = f'text:style-name="{style}"' if style else ""
    written = "".join(f"<text:list-item>{each}</text:list-item>" for each in items)
    return f"<text:list {named} {more}>{written}</text:list>"


def p(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def h(text: str, level: int = 1, more: str = "") -> str:
    return f'<text:h text:outline-level="{level}" {more}>{text}</text:h>'


def row(*cells: str, more: str = "") -> str:
    written = "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in cells)
    return f"<table:table-row {more}>{written}</table:table-row>"


def table(*rows: str, name: str = "T", more: str = "") -> str:
    return f'<table:table table:name="{name}" {more}>{"".join(rows)}</table:table>'
