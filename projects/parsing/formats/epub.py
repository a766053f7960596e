"""EPUB: the chapters of the spine, in reading order (W3C EPUB 3.3; EPUB 2 works alike)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from projects.parsing.charset import decode
from projects.parsing.cleaning import one_line
from projects.parsing.errors import Unreadable
from projects.parsing.flow import Piece
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.formats.html import html_pieces, parse_tree
from projects.parsing.formats.ooxml import Package
from projects.parsing.zips import open_zip

CONTAINER = "META-INF/container.xml"
LOCKS = ("META-INF/encryption.xml", "META-INF/rights.xml")
FONTS_ONLY = b"obfuscation"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")

Element = Any


def parse(source: Source) -> Draft:
    """Read the chapters of a book."""
    with open_zip(source.path, limits=source.limits) as archive:
        package = Package(archive)
        check_locks(package)
        opf = _package_part(package)
        root = package.xml(opf)
        title = one_line(root.findtext(f".//{DC}title") or "")
        chapters = list(_chapter_parts(package, root, folder=posixpath.dirname(opf)))
        return source.flow(_chapter_pieces(package, chapters, source), title=title)


def check_locks(package: Package) -> None:
    """Raise Unreadable (encrypted) for copy-protected books; obfuscated fonts do not matter."""
    if package.has(LOCKS[1]):
        raise Unreadable("encrypted")
    if package.has(LOCKS[0]) and FONTS_ONLY not in package.bytes(LOCKS[0]):
        raise Unreadable("encrypted")


def _package_part(package: Package) -> str:
    for root in package.xml(CONTAINER).iter("{*}rootfile"):
        return str(root.get("full-path", ""))
    raise Unreadable("corrupt")


def _chapter_parts(package: Package, root: Element, *, folder: str) -> Iterator[str]:
    manifest = {item.get("id"): item for item in root.iter(f"{OPF}item")}
    for reference in root.iter(f"{OPF}itemref"):
        item = manifest.get(reference.get("idref"))
        if item is None or item.get("media-type") not in PAGES:
            continue
        if "nav" in item.get("properties", "").split():
            continue
        part = posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        if package.has(part):
            yield part


def _chapter_pieces(package: Package, parts: list[str], source: Source) -> Iterator[Piece]:
    for done, part in enumerate(parts, start=1):
        yield from html_pieces(parse_tree(decode(package.bytes(part))))
        source.on_progress(done, len(parts))
