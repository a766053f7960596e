"""The words that English and German questions begin with, and how patterns of them are written."""

from __future__ import annotations

import re
from typing import Final

WHICH: Final = (
    r"what|which|who|whom|whose|when|where|why|how"
    r"|was|welche[mnrs]?|wer|wen|wem|wessen|wann|wo|woher|wohin|warum|wieso|weshalb|wieviele?|wie"
)


def phrase(pattern: str) -> re.Pattern[str]:
    """Return a pattern for words in any case, whose own white space means nothing."""
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


QUESTION_WORD: Final = phrase(WHICH)
