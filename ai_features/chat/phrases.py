"""Phrases that people put around a question, in English and German."""

from __future__ import annotations

from typing import Final

from ai_features.knowledge.words.asking import WHICH, phrase
from ai_features.knowledge.words.sentences import word_set

_ASKING: Final = (
    rf"{WHICH}|is|are|do|does|did|can|could|may|must|will|would|should"
    r"|ist|sind|kann|können|muss|müssen|darf|dürfen|gibt"
)
ASKING: Final = phrase(_ASKING)
# Words that begin a request, which needs no question mark.
REQUESTING: Final = word_set(
    "tell explain describe list show give compare summarise summarize find name define"
    " nenne nenn erkläre erklär beschreibe zeige zeig sage sag gib finde"
)

_TO: Final = r"(?:\s+(?:there|all|everyone|everybody|team|again|zusammen))?"
_MARK: Final = r"\s*[,.:;!–—-]+(?:\s+|$)"
# What opens a message before its question. Punctuation must follow; after a greeting, the
# beginning of a question will do.
OPENING: Final = phrase(
    rf"""(?:
    (?:hello|hi|hey|hallo|moin|servus){_TO}
        (?:{_MARK}|\s+(?=(?:{_ASKING}|i|i['’]m|we|my|our|please|tell|ich|wir|bitte)\b))
    |(?:good\s+(?:morning|afternoon|evening)|guten\s+(?:morgen|tag|abend)){_TO}{_MARK}
    |(?:(?:many\s+)?thanks|thank\s+you|cheers|(?:vielen\s+)?dank|danke)
        (?:\s+(?:very\s+much|so\s+much|a\s+lot|again|sehr|schön))?{_MARK}
    |(?:great|perfect|super|ok|okay|alright|right|well|gut|sorry|excuse\s+me|entschuldigung
        |please|bitte|btw|by\s+the\s+way|übrigens){_MARK}
    |(?:dear(?:\s+\w+){{1,3}}|liebe[rs]?(?:\s+(?-i:[A-ZÄÖÜ])\w*){{1,3}}){_MARK}
    |sorry\s+(?:to\s+bother\s+you|for\s+asking)(?:\s+again)?{_MARK}(?:but\s+)?
    |(?:(?:a|one|just|another|my|next|last|quick|short|more)\s+){{0,3}}question
        (?:\s+(?:for\s+you|about\s+this))?{_MARK}
    |(?:(?:eine|noch|nur|meine|kurze|letzte)\s+){{0,3}}frage{_MARK}
    )+"""
)
_CLAUSE: Final = rf"(?:\s*[,:–—-]+)?\s+(?:(?:please|bitte)\s*,?\s+)?(?=(?:{WHICH}|whether|if|ob)\b)"
# Polite phrases that lead into the question within its sentence.
POLITE: Final = phrase(
    rf"""(?:
    (?:can|could|would|will)\s+(?:you|anyone|somebody)\s+(?:please\s+|kindly\s+)?
        (?:tell|remind)\s+(?:me|us)
    |(?:please\s+)?(?:tell|remind)\s+(?:me|us)
    |do\s+you\s+(?:happen\s+to\s+)?know
    |(?:i|we)(?:['’]d|\s+would)\s+
        (?:(?:like|love)\s+to\s+know|like\s+to\s+ask|be\s+(?:glad|grateful|happy)\s+to\s+know)
    |(?:i|we)\s+(?:want|need)\s+to\s+know
    |i\s+(?:want|wanted|meant)\s+to\s+ask
    |(?:i|we)(?:\s+am|\s+are|['’]m|['’]re|\s+was|\s+were|\s+have\s+been)\s+wondering
    |(?:kannst\s+du|können\s+sie|könnten\s+sie|könntest\s+du)\s+(?:mir|uns)\s+(?:bitte\s+)?sagen
    |(?:bitte\s+)?sag(?:en\s+sie)?\s+(?:mir|uns)
    |wei(?:ß|ss)t\s+du|wissen\s+sie
    |(?:ich\s+(?:möchte|würde\s+gerne?)|wir\s+(?:möchten|würden\s+gerne?))\s+wissen
    |mich\s+interessiert
    ){_CLAUSE}"""
)
# “I am not sure whether …” leads into a question too, unless another one follows it.
UNSURE: Final = phrase(
    rf"""(?:
    (?:i|we)(?:\s+am|\s+are|['’]m|['’]re)\s+(?:(?:still|just)\s+)?not\s+
        (?:(?:quite|entirely|really|so)\s+)?(?:sure|certain|clear)(?:\s+about)?
    |(?:i|we)\s+(?:still\s+)?(?:do\s+not|don['’]t|cannot|can['’]t|could\s+not|couldn['’]t)\s+
        (?:(?:quite|really)\s+)?(?:know|understand|remember|find(?:\s+out)?|see|work\s+out)
    |it(?:['’]s|\s+is)\s+(?:not\s+clear|unclear)(?:\s+to\s+(?:me|us))?
    |(?:i|we)\s+(?:need|want|have)\s+to\s+(?:find\s+out|check|make\s+sure)
    |(?:i|we)\s+(?:just\s+)?wonder(?:ed)?
    |(?:ich\s+wei(?:ß|ss)|wir\s+wissen|ich\s+verstehe|wir\s+verstehen)\s+
        (?:leider\s+)?nicht(?:\s+(?:genau|mehr|ganz))?
    |(?:ich\s+bin\s+mir|wir\s+sind\s+uns)\s+(?:nicht\s+(?:ganz\s+)?|un)sicher
    |mir\s+ist\s+(?:nicht\s+(?:ganz\s+)?|un)klar
    |ich\s+frage\s+mich
    ){_CLAUSE}(?!.*[,;:–—]\s+(?:(?:so|and|but|also|und|aber)\s+)?(?:{_ASKING})\b)"""
)
# “I do not understand the term X” asks what it is.
NOT_KNOWN: Final = phrase(
    r"""\b(?:(?:not|\w+n['’]t|never|no\s+idea|nicht|nie)\b[^.?!]{0,40}
        \b(?:understand\w*|know\w*|familiar|means?|heard|seen|versteh\w*|kenne|gehört|bedeutet)
    |(?:verstehe|kenne|begreife)\b[^.?!]{0,60}\bnicht)\b"""
)
TERM: Final = phrase(
    r"""\b(?:(?P<en>the|this)|den|der|das|die)\s+
    (?:word|term|expression|abbreviation|acronym|concept|wort|begriff|ausdruck|abkürzung)\s+
    ["“„'‘«]?(?P<term>\w[\w&/-]*(?:(?:\.|\s+)\w[\w&/-]*){0,4}?)["”“'’»]?\s*
    (?=[,;:!]|\.?$|\.\s|\b(?:but|and|is|means|stands|here|nicht|aber|und|ist|bedeutet)\b)"""
)
# What asks nothing by itself.
EMPTY: Final = phrase(
    r"""(?:
    (?:can|could|would|will)\s+(?:you|anyone|somebody)\s+(?:please\s+)?help
        (?:\s+(?:me|us))?(?:\s+out)?
    |(?:may|can|could)\s+i\s+(?:please\s+)?ask(?:\s+you)?\s+
        (?:something|a\s+(?:quick\s+)?question)
    |how\s+are\s+you(?:\s+(?:today|doing))*
    |are\s+you\s+there
    |any\s+ideas?
    |do(?:es)?\s+(?:you|anyone)\s+know
    |(?:is\s+(?:that|this|it)\s+)?(?:right|correct|true|so|ok|okay)
    |does\s+(?:that|this)\s+make\s+sense
    |(?:können\s+sie|kannst\s+du)\s+(?:mir|uns)\s+(?:bitte\s+)?helfen
    |wie\s+geht(?:['’]s|\s+es\s+(?:dir|ihnen))
    |(?:darf|kann)\s+ich\s+(?:sie\s+|dich\s+)?etwas\s+fragen
    |(?:stimmt|ist)\s+das(?:\s+(?:so|richtig))?
    )\W*"""
)
# “What does the handbook say about …”: asks for all there is, whatever the words before.
ABOUT: Final = phrase(
    r"""(?:
    what\s+do(?:es)?\s+(?:the|this|that|these|our|your|my)\s+(?:[\w-]+\s+){1,4}?
        (?:say|tell\s+(?:me|us)|state|mention)\s+(?:about|regarding)
    |what\s+(?:do\s+you\s+know|can\s+you\s+tell\s+(?:me|us))\s+about
    |(?:(?:can|could)\s+you\s+)?(?:please\s+)?tell\s+(?:me|us)\s+
        (?:(?:more|something|all|everything)\s+)?about
    |i(?:['’]d|\s+would)?\s+(?:want|need|like)\s+to\s+(?:know|learn|hear)\s+
        (?:(?:more|something)\s+)?about
    |(?:i(?:['’]m|\s+am)\s+looking\s+for\s+|i\s+need\s+|(?:please\s+)?(?:give|show)\s+me\s+)?
        (?:(?:some|any|all|more|the)\s+)?(?:information|info|details)\s+(?:about|on|regarding)
    |(?:(?:is|was)\s+there\s+|do\s+(?:you|they)\s+have\s+|does\s+it\s+say\s+)?anything\s+
        (?:said\s+)?(?:about|on|regarding)
    |(?:gibt\s+es\s+|steht\s+(?:da|dort)\s+)?(?:etwas|was)\s+(?:über|zu|zum|zur)
    |was\s+(?:steht|sagt|sagen)\s+(?:in\s+)?(?:der|die|das|den|dem|im|unsere[nmr]?)\s+
        (?:[\w-]+\s+){1,4}?(?:über|zu|zum|zur)
    |was\s+(?:wei(?:ß|ss)t\s+du|wissen\s+sie)\s+über
    |(?:erzähl|sag)(?:e|en\s+sie)?\s+(?:mir|uns)\s+(?:(?:etwas|mehr)\s+)?(?:über|von|zu)
    |informationen\s+(?:über|zu|zum|zur)
    )\s+(?P<asked>\S.*)"""
)
# A clause that opens with one of these is a condition of the question, and so is a German one
# whose verb stands before its subject.
_CONDITION: Final = r"""
    (?:even|only|except|and|but|so|auch|nur|selbst|außer|und|aber)\s+(?:if|when|wenn|falls)
    |if|unless|while|once|as|after|before|until|till|whenever|whether|assum(?:e|ing)
    |provided|providing|suppos(?:e|ing)|imagine|say|let['’]s\s+say|regardless
    |in\s+(?:case|the\s+event)|on\s+condition
    |wenn|falls|sobald|nachdem|bevor|solange|sofern|soweit|ehe|angenommen|vorausgesetzt
    |für\s+den\s+fall|im\s+falle?
    |(?!(?:und|oder|aber|denn|also|ja|nein|weil|da|obwohl)\b)\w+\s+(?:ich|wir)"""
# So is a phrase that opens with one of these and has no subject: “For our customers, …”.
_PHRASE: Final = r"""
    for|in|on|at|by|with|without|under|within|during|outside|besides|despite|except|instead
    |according|not|only
    |für|im|bei|mit|ohne|unter|während|außer|trotz|statt|laut|gemäß|nach|vor|wegen|nicht|nur"""
# “We bought one in May, how long …”: people say something about themselves, then ask.
OF_THEMSELVES: Final = phrase(
    rf"""(?!(?:{_ASKING}|{_CONDITION})\b)
    (?!(?:{_PHRASE})\b(?![^,;:–—]*\b(?:i|we|ich|wir)\b))
    (?=[^,;:–—]*\b
        (?:i|we|my|our|me|us|i['’]m|i['’]ve|we['’]re|we['’]ve|ich|wir|meine?|unsere?)\b)
    (?P<told>.+?)\s*(?:[,;:–—]|\s-)\s+(?:(?:so|and|but|also|und|aber)\s+)?
    (?P<asked>(?:{_ASKING})\b.+)"""
)
# “No, I meant adoption” asks what “And adoption?” asks; “I meant well” asks nothing.
CORRECTING: Final = phrase(
    r"""(?:(?:no|sorry)\W+)?(?P<en>i\s+(?:meant|mean))\b(?!\s+(?:well|no|to|it|every)\b)\W+
    |(?:nein\W+)?ich\s+mein(?:t?e)\b(?!\s+(?:es|das)\b)\W+"""
)
# The line break before a line that begins like a question; other line breaks may be wrapped lines.
LINE_OF_A_QUESTION: Final = phrase(rf"\n(?=[ \t]*+(?-i:[A-Z]))(?=[ \t]*+(?:{WHICH})\b)")
