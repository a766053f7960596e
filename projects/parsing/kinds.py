"""Tell what a file is by its content; its name only decides between kinds of text."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePath

from projects.parsing.charset import marked, unmarked_wide
from projects.parsing.errors import Unreadable, save_as

HEAD = 4_096
PDF_WITHIN = 1_024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "epub": "application/epub+zip",
    "html": "text/html",
    "markdown": "text/markdown",
    "text": "text/plain",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/json",
    "xml": "application/xml",
    "email": "message/rfc822",
    "rtf": "application/rtf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tiff": "image/tiff",
}
TEXT_SUFFIXES = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".md": "markdown", ".markdown": "markdown",
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".json": "json", ".ndjson": "json",
    ".jsonl": "json", ".xml": "xml", ".svg": "xml", ".eml": "email", ".mbox": "email",
    ".txt": "text", ".text": "text", ".rst": "text", ".org": "text", ".log": "text",
}  # fmt: skip
# Text under one of these names is almost always a failed download, such as a sign-in page.
NEVER_TEXT = {".pdf": "a PDF", ".docx": "a Word file", ".pptx": "a PowerPoint file",
              ".xlsx": "an Excel file", ".epub": "an EPUB"}  # fmt: skip
PICTURES = {
    b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif", b"BM": "bmp",
    b"II*\x00": "tiff", b"MM\x00*": "tiff",
}  # fmt: skip
SPOKEN = {"html": "a web page (HTML)", "xml": "an XML file", "json": "a JSON file",
          "email": "an e-mail", "rtf": "an RTF file"}  # fmt: skip
HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|div|p|h1|table)\b",
    re.IGNORECASE | re.DOTALL,
)
MAIL_START = re.compile(
    rb"(?:From [^\n]*\n)?(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){3,}"
)
MAIL_FIELDS = re.compile(rb"^(?:mime-version|received|message-id|return-path):", re.I | re.M)
BINARY_BYTES = bytes([*range(7), *range(14, 27), *range(28, 32)])
MOST_BINARY = 0.02


def kind_of(path: Path, *, filename: str) -> str:
    """Return a key of MEDIA_TYPES.

    Raises Unreadable: empty, encrypted, unsupported, mislabelled, corrupt.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    suffix = PurePath(filename).suffix.lower()
    if b"%PDF-" in head[:PDF_WITHIN]:
        return "pdf"
    if head.startswith(b"PK"):
        return zip_kind(path, suffix=suffix)
    if head.startswith(OLE):
        raise ole_refusal(path)
    return _plain_kind(head, suffix=suffix)


def zip_kind(path: Path, *, suffix: str) -> str:
    """Tell Office files and EPUBs apart by the names in the zip.

    Raises :class:`Unreadable` for a damaged zip, and for one that is no document read here.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            mimetype = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Unreadable("corrupt") from error
    if "xl/workbook.bin" in names:
        raise save_as("This binary Excel file (.xlsb)", ".xlsx")
    for folder, kind in (("word/", "docx"), ("ppt/", "pptx"), ("xl/", "xlsx")):
        if "[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
            return kind
    return _packaged_kind(names, mimetype=mimetype.decode("latin-1").strip(), suffix=suffix)


def _packaged_kind(names: set[str], *, mimetype: str, suffix: str) -> str:
    if "META-INF/container.xml" in names or mimetype == MEDIA_TYPES["epub"]:
        return "epub"
    for kind in ("odt", "ods", "odp"):
        if mimetype in (MEDIA_TYPES[kind], f"{MEDIA_TYPES[kind]}-template"):
            return kind
    if mimetype.startswith("application/vnd.oasis"):
        raise save_as("This OpenDocument file", "PDF")
    if suffix in NEVER_TEXT:
        raise mislabelled(suffix, "a zip archive")
    raise Unreadable(
        "unsupported",
        "This is a zip archive, and archives are not opened here. Your file is unchanged. "
        "Unpack it and upload the documents inside.",
    )


def ole_refusal(path: Path) -> Unreadable:
    """Return the error for an OLE file: an old Office file, or a new one with a password."""
    data = path.read_bytes()
    names = (
        ("EncryptedPackage", Unreadable("encrypted")),
        ("WordDocument", save_as("This old Word file (.doc)", ".docx or PDF")),
        ("PowerPoint Document", save_as("This old PowerPoint file (.ppt)", ".pptx or PDF")),
        ("Workbook", save_as("This old Excel file (.xls)", ".xlsx")),
        ("Book", save_as("This old Excel file (.xls)", ".xlsx")),
        ("__substg1.0_", save_as("This Outlook message (.msg)", ".eml or PDF")),
    )
    found = (refusal for name, refusal in names if name.encode("utf-16-le") in data)
    return next(found, Unreadable("unsupported"))


def _plain_kind(head: bytes, *, suffix: str) -> str:
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("empty")
    if _is_binary(head):
        return _binary_kind(head, suffix=suffix)
    kind = text_kind(head, suffix=suffix)
    if suffix in NEVER_TEXT:
        raise mislabelled(suffix, SPOKEN.get(kind, "plain text"))
    return kind


def text_kind(head: bytes, *, suffix: str) -> str:
    """Tell kinds of text apart: unmistakable content first, then the name, then likely content."""
    narrow = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    if narrow.startswith(b"{\\rtf"):
        return "rtf"
    named = TEXT_SUFFIXES.get(suffix)
    if named in (None, "text", "xml") and HTML_START.match(narrow):
        return "html"
    if named in (None, "text") and MAIL_START.match(narrow) and MAIL_FIELDS.search(narrow):
        return "email"
    return named or ("xml" if narrow.lstrip().startswith(b"<?xml") else "text")


def _is_binary(head: bytes) -> bool:
    if marked(head) or unmarked_wide(head):
        return False
    odd = len(head) - len(head.translate(None, BINARY_BYTES))
    return odd > len(head) * MOST_BINARY


def _binary_kind(head: bytes, *, suffix: str) -> str:
    picture = next((name for mark, name in PICTURES.items() if head.startswith(mark)), "")
    if suffix in NEVER_TEXT or suffix in TEXT_SUFFIXES:
        found = f"a {picture.upper()} picture" if picture else "data of another kind"
        raise mislabelled(suffix, found)
    if not picture:
        raise Unreadable("unsupported")
    return picture


def mislabelled(suffix: str, found: str) -> Unreadable:
    """Return the error for a file whose name promises something else than it holds."""
    promised = NEVER_TEXT.get(suffix, "text")
    return Unreadable(
        "mislabelled",
        f"The name says this is {promised} ({suffix}), but it holds {found}. "
        "Your file is unchanged. Check where it came from, and upload the real file, "
        "or give it the right extension.",
    )
