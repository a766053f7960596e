"""Turn a client's file into pages of text, in a child process that may fail alone.

No Django here: the child starts in a moment, and what it imports is what it needs.
"""

from projects.parsing.errors import Unreadable
from projects.parsing.limits import Limits
from projects.parsing.model import Block, BlockKind, ParsedDocument, ParsedPage
from projects.parsing.reader import read_document

__all__ = [
    "Block",
    "BlockKind",
    "Limits",
    "ParsedDocument",
    "ParsedPage",
    "Unreadable",
    "read_document",
]
