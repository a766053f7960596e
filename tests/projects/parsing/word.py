"""Word files written part by part, to hold what programs such as python-docx cannot write."""

from __future__ import annotations

from tests.projects.parsing.conftest import zipped

SPACE = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

STYLES = (
    '<w:style w:styleId="Clause"><w:name w:val="heading 1"/><w:pPr><w:numPr>'
    '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="Sub"><w:name w:val="Sub clause"/><w:basedOn w:val="Clause"/>'
    '<w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>'
    '<w:style w:styleId="Plain"><w:name w:val="List Paragraph"/></w:style>'
    '<w:style w:styleId="Bar"><w:pPr><w:shd w:val="clear" w:fill="1F3864"/></w:pPr></w:style>'
    '<w:style w:styleId="Blue"><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" '
    'w:fill="1F3864"/></w:tcPr></w:tblStylePr></w:style>'
    '<w:style w:styleId="Banded"><w:basedOn w:val="Blue"/></w:style>'
)


def word(body: str, *kinds: str, styles: str = STYLES, more: str = "") -> bytes:
    """Return a Word file; list n, from 1, is of the n-th kind, ``more`` has further lists."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{number}">{kind}</w:abstractNum>'
        for number, kind in enumerate(kinds)
    )
    nums = "".join(
        f'<w:num w:numId="{number + 1}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number in range(len(kinds))
    )
    links = "".join(
        f'<Relationship Id="r{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>'
        for name in ("styles", "numbering")
    )
    return zipped({
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": f"<w:document {SPACE}><w:body>{body}</w:body></w:document>".encode(),
        "word/_rels/document.xml.rels":
            f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>'.encode(),
        "word/styles.xml": f"<w:styles {SPACE}>{styles}</w:styles>".encode(),
        "word/numbering.xml":
            f"<w:numbering {SPACE}>{abstract}{nums}{more}</w:numbering>".encode(),
    })  # fmt: skip


def said(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>" if text else ""
