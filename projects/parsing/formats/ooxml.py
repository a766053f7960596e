"""What Office, OpenDocument and EPUB files share: a zip of XML parts, written by a stranger."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from typing import Any

from lxml import etree

from projects.parsing.cleaning import one_line
from projects.parsing.errors import Unreadable

Element = Any
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"
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
    """Parse XML from a stranger: no entity expands, nothing is fetched, depth is bounded.

    Raises Unreadable (corrupt) if there is no root element.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    root = etree.fromstring(data, parser=parser)
    if root is None:
        raise Unreadable("corrupt")
    return root
