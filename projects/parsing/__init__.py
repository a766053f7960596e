"""Turn a client's file into pages of text, in a child process that may fail on its own.

No Django here: the child imports only what it needs, and so starts fast.
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
