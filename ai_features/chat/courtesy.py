"""Messages that ask nothing of the documents."""

from __future__ import annotations

import re
from typing import Final

from ai_features.chat.phrases import OPENING
from ai_features.knowledge.words.sentences import word_set

# A greeting or a thank-you contains a word of COURTEOUS, or opens with one of GREETINGS; its other
# words are all in AROUND.
COURTEOUS: Final = word_set(
    "hello hi hey thanks thank thx cheers bye goodbye hallo danke tschüss servus moin bonjour salut"
    " merci hola gracias adiós ciao grazie olá obrigado obrigada 你好 您好 谢谢 再见"
)
AROUND: Final = word_set(
    "you there very much so a lot again all everyone good morning afternoon evening day night and"
    " for your the help ok okay great schön sehr dir ihnen vielen dank guten tag morgen abend"
    " beaucoup muchas buenos días mille in advance im voraus"
)
GREETINGS: Final = frozenset(
    {"good morning", "good afternoon", "good evening", "guten tag", "guten morgen", "vielen dank"}
)
LONGEST_COURTESY: Final = 6
AT_THE_ENDS: Final = " \t\n.!?¿¡…"
# Questions put to the chat itself, not to the documents.
ABOUT_THE_CHAT: Final = re.compile(
    r"(?:(?:please\s+)?help(?:\s+me)?(?:\s+please)?|"
    r"(?:and\s+)?(?:who|what)\s+are\s+you|what\s+(?:can|do)\s+you\s+(?:do|know|answer|tell\s+(?:me|us))|"
    r"what\s+can\s+(?:i|we)\s+ask(?:\s+you)?|what\s+can\s+you\s+(?:do\s+for|help)\s+(?:me|us)(?:\s+with)?|"
    r"how\s+can\s+you\s+help(?:\s+(?:me|us))?|are\s+you\s+(?:an?\s+)?(?:human|robot|bot|ai|person)|"
    r"hilfe|wer\s+(?:bist\s+du|sind\s+sie)|was\s+(?:kannst\s+du|können\s+sie)(?:\s+(?:tun|alles))?|"
    r"was\s+kann\s+ich\s+(?:dich\s+|sie\s+)?fragen|(?:qui\s+es-tu|qui\s+êtes-vous|aide|ayuda|"
    r"quién\s+eres))",
    re.IGNORECASE,
)

SUMMARY: Final = re.compile(
    r"\b(?:summari[sz]e|sum\s+(?:it\s+)?up|summary\s+of|fass\w*\b.{0,120}?\bzusammen|zusammenfass\w*)\b",
    re.IGNORECASE,
)


def is_courtesy(message: str) -> bool:
    """Return whether the message is a greeting or a thank-you, which asks nothing."""
    words = re.findall(r"\w+", message.casefold())
    if not words or len(words) > LONGEST_COURTESY or not COURTEOUS.union(AROUND).issuperset(words):
        return False
    return not COURTEOUS.isdisjoint(words) or " ".join(words[:2]) in GREETINGS


def without_opening(text: str) -> str:
    """Return ``text`` without the greeting or thanks it opens with, unless it is nothing else."""
    opening = OPENING.match(text)
    return (text[opening.end() :] if opening else text) or text


def is_about_the_chat(message: str) -> bool:
    """Return whether the message asks about the chat itself, such as “Hi, what can you do?”."""
    asked = without_opening(message.strip(AT_THE_ENDS))
    return bool(ABOUT_THE_CHAT.fullmatch(asked.strip(AT_THE_ENDS)))


def asks_for_a_summary(message: str) -> bool:
    """Return whether the message asks to sum something up, which another demo does."""
    return bool(SUMMARY.search(message))


def asks_nothing_of_documents(message: str) -> bool:
    """Return whether the message is answered with a greeting, without a search."""
    return is_courtesy(message) or is_about_the_chat(message)
