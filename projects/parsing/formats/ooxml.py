"""What Office, OpenDocument and EPUB files share: a zip of XML parts, written by a stranger."""

from __future__ import annotations

import codecs
import posixpath
import re
import zipfile
from dataclasses import dataclass
from html.entities import html5
from typing import Any, Final

from lxml import etree

from projects.parsing.charset import unmarked_wide
from projects.parsing.cleaning import one_line
from projects.parsing.errors import Unreadable

Element = Any
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"
# What libxml2 says of a document with more than 256 elements within one another.
TOO_DEEP: Final = "Excessive depth"
WIDE: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
ENTITY: Final = re.compile(rb"&(?!#)(?:([A-Za-z][A-Za-z0-9]{0,30});)?")
NESTED: Final = (
    "This file has tables or other parts within one another, too deep to be read. Your file is "
    "unchanged. Save it in a simpler form, or as PDF, and upload that."
)
# An entity that stands for others, or for much, could make a small file a large one.
PLAIN: Final = re.compile(r"[^&<]{0,100}")
JUNK_TITLES = ("microsoft word", "untitled", "powerpoint presentation", "word document")


@dataclass(frozen=True)
class Package:
    """The parts of a package, named as in the Open Packaging Conventions (ECMA-376 part 2)."""

    archive: zipfile.ZipFile

    def has(self, name: str) -> bool:
        """Return whether there is such a part."""
        return name in self.archive.NameToInfo

    def xml(self, name: str) -> Element:
        """Return a part's root element. Raises Unreadable if it is missing or broken."""
        return safe_xml(self.bytes(name))

    def bytes(self, name: str) -> bytes:
        """Return a part's bytes. Raises Unreadable if it is missing or broken."""
        try:
            return self.archive.read(name)
        except (KeyError, zipfile.BadZipFile, OSError, EOFError, ValueError) as error:
            raise Unreadable("corrupt") from error

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Return ``{relation id: (last word of its type, part name)}`` of a part."""
        folder, base = posixpath.split(name)
        path = posixpath.join(folder, "_rels", f"{base}.rels")
        if not self.has(path):
            return {}
        relations = (r for r in self.xml(path).iter(RELATION) if r.get("TargetMode") != "External")
        return {
            r.get("Id", ""): (
                r.get("Type", "").rsplit("/", 1)[-1],
                _resolve(folder, r.get("Target", "")),
            )
            for r in relations
        }

    def main_part(self, fallback: str) -> str:
        """Return the name of the package's main part, which need not be ``fallback``."""
        parts = (part for kind, part in self.related("").values() if kind == "officeDocument")
        return next(parts, fallback)

    def title(self) -> str:
        """Return the title in the document's properties, unless a program filled it in."""
        if not self.has("docProps/core.xml"):
            return ""
        found = one_line(self.xml("docProps/core.xml").findtext(f".//{DC_TITLE}") or "")
        return "" if found.lower().startswith(JUNK_TITLES) else found


def _resolve(folder: str, target: str) -> str:
    return (
        target.lstrip("/")
        if target.startswith("/")
        else posixpath.normpath(posixpath.join(folder, target))
    )


def safe_xml(data: bytes) -> Element:
    """Parse a stranger's XML: no entity expands into others, nothing is fetched, depth is bounded.

    Raises Unreadable: corrupt if there is no root element, oversized if it is too deep.
    """
    root, complaints = _parsed(data)
    declared = _declared(root)
    if (declared or complaints) and not unmarked_wide(data) and data[:2] not in WIDE:
        root, complaints = _parsed(_spelled_out(data, declared))
    if any(TOO_DEEP in each for each in complaints):
        raise Unreadable("oversized", NESTED)
    return root


def _parsed(data: bytes) -> tuple[Element, list[str]]:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    root = etree.fromstring(data, parser=parser)
    if root is None:
        raise Unreadable("corrupt")
    return root, [each.message for each in parser.error_log]


def _declared(root: Element) -> dict[str, str]:
    dtd = root.getroottree().docinfo.internalDTD
    return {} if dtd is None else {each.name: each.content or "" for each in dtd.iterentities()}


def _spelled_out(data: bytes, declared: dict[str, str]) -> bytes:
    """Return XML with the characters of entities as numbers, or nothing for unknown ones.

    After the first error in a file, libxml2 leaves out every entity, even each “&amp;”.
    """
    plain = {name: said for name, said in declared.items() if PLAIN.fullmatch(said)}

    def said(entity: re.Match[bytes]) -> bytes:
        if entity[1] is None:
            return b"&#38;"
        name = entity[1].decode()
        text = plain.get(name) or ("" if name in declared else html5.get(f"{name};", ""))
        return "".join(f"&#{ord(each)};" for each in text).encode()

    return ENTITY.sub(said, data)
