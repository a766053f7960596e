"""What a message asks, apart from what is said around it, judged by its words alone.

People greet, thank and explain before they ask. No passage contains those words, so a question read
together with them looks unanswered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from ai_features.chat.courtesy import is_courtesy
from ai_features.knowledge.words.sentences import split_sentences, word_set

QUESTION_MARK: Final = re.compile(r"[?？؟][!?'\"”’»)\]*_]*$")
# Lines of another message, as mail programs mark them.
QUOTED: Final = re.compile(r"(?:^[ \t]*>.*(?:\n|\Z))+", re.MULTILINE)
QUOTE_MARK: Final = re.compile(r"^[ \t]*>[> \t]*", re.MULTILINE)
_TO: Final = r"(?:\s+(?:there|all|everyone|everybody|team|again|zusammen))?"
_MARK: Final = r"\s*[,.:;!–—-]+(?:\s+|$)"
# What opens a message before its question; except after a greeting, a mark must follow.
OPENING: Final = re.compile(
    rf"(?:(?:hello|hi|hey|hallo|moin|servus){_TO}(?:{_MARK}|\s+)"
    rf"|(?:good\s+(?:morning|afternoon|evening)|guten\s+(?:morgen|tag|abend)){_TO}{_MARK}"
    r"|(?:(?:many\s+)?thanks|thank\s+you|cheers|(?:vielen\s+)?dank|danke)"
    rf"(?:\s+(?:very\s+much|so\s+much|a\s+lot|again|sehr|schön))?{_MARK}"
    r"|(?:great|perfect|super|ok|okay|alright|right|well|gut|sorry|excuse\s+me|entschuldigung"
    rf"|please|bitte|btw|by\s+the\s+way|übrigens){_MARK}"
    rf"|(?:dear(?:\s+\w+){{1,3}}|liebe[rs]?(?:\s+(?-i:[A-ZÄÖÜ])\w*){{1,3}}){_MARK}"
    rf"|sorry\s+(?:to\s+bother\s+you|for\s+asking)(?:\s+again)?{_MARK}(?:but\s+)?"
    r"|(?:(?:a|one|just|another|my|next|last|quick|short|more)\s+){0,3}question"
    rf"(?:\s+(?:for\s+you|about\s+this))?{_MARK}"
    rf"|(?:(?:eine|noch|nur|meine|kurze|letzte)\s+){{0,3}}frage{_MARK})+",
    re.IGNORECASE,
)
# Polite phrases that lead into the question within its sentence.
POLITE: Final = re.compile(
    r"(?:(?:can|could|would|will)\s+(?:you|anyone|somebody)\s+(?:please\s+|kindly\s+)?(?:tell|remind)"
    r"\s+(?:me|us)|(?:please\s+)?(?:tell|remind)\s+(?:me|us)|do\s+you\s+(?:happen\s+to\s+)?know"
    r"|i(?:['’]d|\s+would)\s+(?:like|love)\s+to\s+know|i\s+(?:want|need)\s+to\s+know"
    r"|i(?:['’]d|\s+would)\s+(?:like\s+to\s+ask|be\s+(?:glad|grateful|happy)\s+to\s+know)"
    r"|i\s+(?:want|wanted)\s+to\s+ask|i(?:\s+am|['’]m|\s+was|\s+have\s+been)\s+wondering"
    r"|(?:kannst\s+du|können\s+sie|könnten\s+sie|könntest\s+du)\s+(?:mir|uns)\s+(?:bitte\s+)?sagen"
    r"|(?:bitte\s+)?sag(?:en\s+sie)?\s+(?:mir|uns)|wei(?:ß|ss)t\s+du|wissen\s+sie"
    r"|ich\s+(?:möchte|würde\s+gerne?)\s+wissen|mich\s+interessiert)"
    r"(?:\s*[,:–—-]+)?\s+(?:(?:please|bitte)\s*,?\s+)?"
    r"(?=(?:what|which|who|whom|whose|when|where|why|how|whether|if"
    r"|was|welche[mnrs]?|wer|wen|wem|wann|wo|wie|warum|wieso|ob)\b)",
    re.IGNORECASE,
)
_ASKING: Final = (
    r"what|which|who|whom|whose|when|where|why|how|is|are|do|does|did|can|could|may|must|will|would"
    r"|should|was|welche[mnrs]?|wer|wen|wem|wann|wo|wie|warum|wieso|ist|sind|kann|können|muss"
    r"|müssen|darf|dürfen|gibt"
)
# What asks nothing by itself.
EMPTY: Final = re.compile(
    r"(?:(?:can|could|would|will)\s+(?:you|anyone|somebody)\s+(?:please\s+)?help(?:\s+(?:me|us))?(?:\s+out)?"
    r"|(?:may|can|could)\s+i\s+(?:please\s+)?ask(?:\s+you)?\s+(?:something|a\s+(?:quick\s+)?question)"
    r"|how\s+are\s+you(?:\s+(?:today|doing))*|are\s+you\s+there|any\s+ideas?|do(?:es)?\s+(?:you|anyone)\s+know"
    r"|(?:is\s+(?:that|this|it)\s+)?(?:right|correct|true|so|ok|okay)|does\s+(?:that|this)\s+make\s+sense"
    r"|(?:können\s+sie|kannst\s+du)\s+(?:mir|uns)\s+(?:bitte\s+)?helfen|wie\s+geht(?:['’]s|\s+es\s+(?:dir|ihnen))"
    r"|(?:darf|kann)\s+ich\s+(?:sie\s+|dich\s+)?etwas\s+fragen|(?:stimmt|ist)\s+das(?:\s+(?:so|richtig))?)"
    r"\W*",
    re.IGNORECASE,
)
# “What does the handbook say about …”: asks for all there is, whatever the words before.
ABOUT: Final = re.compile(
    r"(?:what\s+do(?:es)?\s+(?:the|this|that|these|our|your|my)\s+(?:[\w-]+\s+){1,4}?"
    r"(?:say|tell\s+(?:me|us)|state|mention)\s+(?:about|on|regarding)"
    r"|what\s+(?:do\s+you\s+know|can\s+you\s+tell\s+(?:me|us))\s+about"
    r"|(?:(?:can|could)\s+you\s+)?(?:please\s+)?tell\s+(?:me|us)\s+(?:(?:more|something|all|everything)\s+)?about"
    r"|i(?:['’]d|\s+would)?\s+(?:want|need|like)\s+to\s+(?:know|learn|hear)\s+(?:(?:more|something)\s+)?about"
    r"|(?:i(?:['’]m|\s+am)\s+looking\s+for\s+|i\s+need\s+|(?:please\s+)?(?:give|show)\s+me\s+)?"
    r"(?:(?:some|any|all|more|the)\s+)?(?:information|info|details)\s+(?:about|on|regarding)"
    r"|was\s+(?:steht|sagt|sagen)\s+(?:in\s+)?(?:der|die|das|den|dem|im|unsere[nmr]?)\s+(?:[\w-]+\s+){1,4}?"
    r"(?:über|zu|zum|zur)"
    r"|was\s+(?:wei(?:ß|ss)t\s+du|wissen\s+sie)\s+über"
    r"|(?:erzähl|sag)(?:e|en\s+sie)?\s+(?:mir|uns)\s+(?:(?:etwas|mehr)\s+)?(?:über|von|zu)"
    r"|informationen\s+(?:über|zu|zum|zur))\s+(?P<asked>\S.*)",
    re.IGNORECASE,
)
# A clause that opens with one of these is a condition of the question, and so is a German one
# whose verb stands before its subject.
_CONDITION: Final = (
    r"(?:even|only|except|and|but|so|auch|nur|selbst|außer|und|aber)\s+(?:if|when|wenn|falls)|if|unless|while"
    r"|once|as|after|before|until|till|whenever|whether|assum(?:e|ing)"
    r"|provided|providing|suppos(?:e|ing)|imagine|say|let['’]s\s+say|regardless|wenn|falls|sobald|nachdem|bevor"
    r"|solange|sofern|soweit|ehe|angenommen|vorausgesetzt|in\s+(?:case|the\s+event)|on\s+condition|für\s+den\s+fall"
    r"|im\s+falle?|(?!(?:und|oder|aber|denn|also|ja|nein|weil|da|obwohl)\b)\w+\s+(?:ich|wir)"
)
# So is a phrase that opens with one of these and has no subject: “For our customers, …”.
_PHRASE: Final = (
    r"for|in|on|at|by|with|without|under|within|during|outside|besides|despite|except|instead|according|not|only"
    r"|für|im|bei|mit|ohne|unter|während|außer|trotz|statt|laut|gemäß|nach|vor|wegen|nicht|nur"
)
# “We bought one in May, how long …”: people say something about themselves, then ask.
OF_THEMSELVES: Final = re.compile(
    rf"(?!(?:{_ASKING}|{_CONDITION})\b)(?!(?:{_PHRASE})\b(?![^,;:–—]*\b(?:i|we|ich|wir)\b))"
    r"(?=[^,;:–—]*\b(?:i|we|my|our|me|us|i['’]m|i['’]ve|we['’]re|we['’]ve|ich|wir|meine?|unsere?)\b)"
    r"(?P<told>.+?)\s*(?:[,;:–—]|\s-)\s+(?:(?:so|and|but|also|und|aber)\s+)?"
    rf"(?P<asked>(?:{_ASKING})\b.+)",
    re.IGNORECASE,
)
# “No, I meant adoption” asks what “And adoption?” asks.
CORRECTING: Final = re.compile(
    r"(?:(?:no|sorry)\W+)?(?P<en>i\s+(?:meant|mean))\b\W+|(?:nein\W+)?ich\s+mein(?:t?e)\b\W+",
    re.IGNORECASE,
)
ASKING: Final = re.compile(_ASKING, re.IGNORECASE)
# After the number of a list item; with a colon it would name a field: “Name: …”.
FIRST_WORD: Final = re.compile(r"[\W\d]*([^\W\d]+)\b(?!:)")
REQUESTING: Final = word_set(
    "tell explain describe list show give compare summarise summarize find name define what which"
    " who whom whose why how nenne nenn erkläre erklär beschreibe zeige zeig sage sag gib finde was"
    " welche welcher welches wer wann wie warum wieso"
)


class Wording(NamedTuple):
    """A message taken apart: its ``question``, and what it says ``beside`` it, if anything.

    ``whole`` says that the question asked for something by name, however few words are left of it.
    """

    question: str
    beside: str = ""
    whole: bool = False

    @property
    def said(self) -> str:
        """All of it that is worth keeping, in one."""
        return f"{self.beside} {self.question}".strip()


def take_apart(message: str) -> Wording:
    """Return what ``message`` asks and what it says beside it, without greetings and thanks.

    The question is made of the sentences that end in a question mark; if there are none, of those
    that begin like a question or a request; failing that, it is the whole message. Quoted lines of
    another message stand beside a question that is put about them.
    """
    own = QUOTED.sub("\n\n", message)
    apart = _apart(own) if own != message else None
    if apart:
        quoted = QUOTE_MARK.sub("", "".join(QUOTED.findall(message)))
        return apart._replace(beside=" ".join([apart.beside, *quoted.split()]).strip())
    return _apart(message) or Wording(_without_opening(" ".join(_said(message))) or message.strip())


def _said(message: str) -> list[str]:
    """Return the sentences without greetings and, if others are left, without what asks nothing."""
    said = [each for each in _sentences(message) if not _is_opening(each)]
    return [each for each in said if not EMPTY.fullmatch(each)] or said


def _apart(message: str) -> Wording | None:
    """Return the message taken apart, or None if no sentence of it asks anything by itself."""
    said = _said(message)
    parts = [_part(each) for each in said]
    asks = [bool(QUESTION_MARK.search(each)) for each in said]
    if not any(asks):
        asks = [part.asks for part in parts]
    if not any(asks) or all(map(EMPTY.fullmatch, said)):
        return None
    each_way = list(zip(said, parts, asks, strict=True))
    told = [part.told if asked else sentence for sentence, part, asked in each_way]
    return Wording(
        " ".join(part.asked for _, part, asked in each_way if asked),
        " ".join(filter(None, told)),
        any(part.whole for _, part, asked in each_way if asked),
    )


class _Part(NamedTuple):
    """A sentence taken apart; ``asks`` says that it does so by its form."""

    asked: str
    told: str
    asks: bool
    whole: bool = False


def _sentences(message: str) -> Sequence[str]:
    return [" ".join(message[start:end].split()) for start, end in split_sentences(message)]


def _is_opening(sentence: str) -> bool:
    return is_courtesy(sentence) or bool(OPENING.fullmatch(sentence))


def _part(sentence: str) -> _Part:
    opened = _without_opening(sentence)
    about = ABOUT.fullmatch(opened)
    if about:
        return _Part(about["asked"], "", asks=True, whole=True)
    plain = _without_politeness(_carrying_on(opened))
    found = OF_THEMSELVES.fullmatch(plain)
    if found and EMPTY.fullmatch(found["asked"]):
        found = None
    asked = _without_politeness(found["asked"]) if found else plain
    told = found["told"] if found else ""
    return _Part(asked, told, asks=asked != opened or _requests(asked))


def _carrying_on(sentence: str) -> str:
    """Return a correction as the follow-up question that it stands for."""
    found = CORRECTING.match(sentence)
    if found is None:
        return sentence
    return f"{'And' if found['en'] else 'Und'} {sentence[found.end() :]}"


def _without_politeness(sentence: str) -> str:
    polite = POLITE.match(sentence)
    return sentence[polite.end() :] if polite else sentence


def _without_opening(text: str) -> str:
    opening = OPENING.match(text)
    return (text[opening.end() :] if opening else text) or text


def _requests(question: str) -> bool:
    first = FIRST_WORD.match(question)
    return bool(first and (first[1].casefold() in REQUESTING or ASKING.fullmatch(first[1])))
