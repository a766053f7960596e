"""Name the language of a text from its script and its commonest words; no model, no download.

Counting stop words is the method of Cavnar and Trenkle's baseline ("N-Gram-Based Text
Categorization", 1994) at word length; it is sure from about twenty words on.
"""

from __future__ import annotations

import re
from collections import Counter

SAMPLE = 20_000
FEWEST_HITS = 3
LEAST_SHARE = 0.06
CLEAR_LEAD = 1.15

STOP_WORDS: dict[str, frozenset[str]] = {
    code: frozenset(words.split())
    for code, words in {
        "en": "the of and to in is that for it with as was on are be this by an or from at not which have has were but their you your we if can will",
        "de": "der die und das den von zu mit sich des ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um sind noch wie einem über für oder wir",
        "fr": "le la les de des et en un une du est que dans qui pour au aux par sur pas plus ce cette avec sont il elle ne se ou nous vous mais été leur",
        "es": "el la los las de y en que un una es por con para del se no al lo como más su sus pero este esta son entre o ha fue ser también",
        "it": "il lo la gli le di e che in un una è per con del della dei delle non si al alla sono come più da nel anche ma questo questa o ha",
        "pt": "o a os as de e que em um uma é por com para do da dos das não se ao mais como no na nos nas mas ou foi são pelo pela também",
        "nl": "de het een en van in is dat op te voor met zijn niet aan er om ook als door bij worden naar deze dit wordt ze over maar heeft of uit kan",
        "pl": "i w na z do się nie jest że to o jak po ale za od przez dla oraz są tym ich jego może być który która które co tylko lub",
        "sv": "och i att det som en på är av för med till den har de inte om ett men var sig så från vi kan när eller ska efter än man",
        "da": "og i at det er en den til på de med for af ikke der som et har om var men sig så fra vi kan når eller skal efter blev hun",
        "tr": "ve bir bu için da de ile olarak olan çok daha gibi kadar ne var ya ama en her sonra değil veya o ki mi ise",
        "ru": "и в не на что с по как это к но из у за от для он она они мы вы его все так же или быть был при только",
        "uk": "і в не на що з по як це до але із у за від для він вона вони ми ви його все так або бути був при тільки та є",
    }.items()
}  # fmt: skip
SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
)
PERSIAN = re.compile("[پچژگ]")
WORD = re.compile(r"[^\W\d_]+")
LEAST_SCRIPT_SHARE = 0.3
LEAST_KANA_SHARE = 0.08


def detect_language(text: str) -> str:
    """Return an ISO 639-1 code, or an empty string where the text does not make it plain."""
    sample = text[:SAMPLE]
    letters = sum(character.isalpha() for character in sample)
    return by_script(sample, letters) or by_words(sample)


def by_script(sample: str, letters: int) -> str:
    """Recognise the languages that are alone in their script, or nearly."""
    for code, pattern in SCRIPTS:
        share = len(pattern.findall(sample)) / max(1, letters)
        if share > (LEAST_KANA_SHARE if code == "ja" else LEAST_SCRIPT_SHARE):
            return "fa" if code == "ar" and len(PERSIAN.findall(sample)) > letters / 100 else code
    return ""


def by_words(sample: str) -> str:
    words = Counter(WORD.findall(sample.lower()))
    total = words.total()
    hits = {
        code: sum(words[word] for word in stop_words) for code, stop_words in STOP_WORDS.items()
    }
    (best, most), (_, second), *_ = sorted(hits.items(), key=lambda pair: -pair[1])
    sure = most >= FEWEST_HITS and most / max(1, total) > LEAST_SHARE
    return best if sure and most >= second * CLEAR_LEAD else ""
