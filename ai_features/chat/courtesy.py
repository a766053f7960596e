"""Messages that ask nothing of the documents."""

from __future__ import annotations

import re
from typing import Final

from ai_features.knowledge.words.sentences import word_set

# A greeting or a thank-you has one of the first, and nothing but these.
COURTEOUS: Final = word_set(
    "hello hi hey thanks thank thx cheers bye goodbye hallo danke tschüss servus moin bonjour salut"
    " merci hola gracias adiós ciao grazie olá obrigado obrigada 你好 您好 谢谢 再见"
)
AROUND: Final = word_set(
    "you there very much so a lot again all everyone good morning afternoon evening day night and"
    " for your the help ok okay great schön sehr dir ihnen vielen dank guten tag morgen abend"
    " beaucoup muchas buenos días mille"
)
GREETINGS: Final = frozenset(
    {"good morning", "good afternoon", "good evening", "guten tag", "guten morgen", "vielen dank"}
)
LONGEST_COURTESY: Final = 6


def is_courtesy(message: str) -> bool:
    """Tell a greeting or a thank-you, which asks nothing, from a question."""
    words = re.findall(r"\w+", message.casefold())
    if not words or len(words) > LONGEST_COURTESY or not COURTEOUS.union(AROUND).issuperset(words):
        return False
    return not COURTEOUS.isdisjoint(words) or " ".join(words[:2]) in GREETINGS
