"""Function words, which a question needs and an answer does not repeat: what, how many, welche."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from ai_features.knowledge.words.analyzer import terms

AUXILIARIES: Final = {
    "en": "can could may might must shall should will would do does did have has had",
    "de": "kann können muss müssen soll darf dürfen haben",
}
# German words that are also English nouns or verbs (die, hat, man, war) are left out: a project may
# hold documents in both languages, and content words of an English question must keep their weight.
WORDS: Final = {
    "en": (
        f"{AUXILIARIES['en']} is are was were be been which what who whom whose when where why how"
        " many much long often go goes get gets got give gives need needs want wants happen happens"
        " mean means say says tell please i me my mine we us our ours you your it its they them"
        " their he she his her this that these those there here into onto to of in on at by for"
        " from with without about and or not no if then than as also any some the a an"
    ),
    "de": (
        f"{AUXILIARIES['de']} sollen ist sind wird werden gibt es geht welche welcher welches"
        " welchen wer wen wem wann wo wie warum viel viele lange ich mich mir wir uns mein meine"
        " unser unsere der das dem des ein eine einen einem einer und oder nicht mit von zu zum zur"
        " im auf für bei aus"
    ),
    "es": (
        "qué cuál cuáles quién quiénes cuándo dónde cómo cuánto cuánta cuántos cuántas por para"
        " puede pueden debe deben hay es son fue fueron ha han tiene tienen el los las un una unos"
        " unas de del al en con sin y o que su sus mi mis se le lo puedo podemos debo debemos tengo"
        " tenemos si"
    ),
    "fr": (
        "quel quelle quels quelles qui que quoi quand où comment combien pourquoi est-ce peut"
        " peuvent doit doivent est sont été avoir il elle ils elles on nous vous je le la les un"
        " une des du au aux dans avec sans pour par et ou ce cette ces se sa ses mon ma mes puis"
        " dois devons pouvons faut ai avons avez si c d j l m n s t y qu"
    ),
    "it": (
        "quale quali chi che cosa quando dove come quanto quanta quanti quante perché può possono"
        " deve devono è sono stato ha hanno il lo gli le un una del della dei delle nel nella con"
        " senza per e o si su mio mia posso possiamo devo dobbiamo ho abbiamo se c d l"
        " all dell nell"
    ),
    "nl": (
        "welke welk wie wat wanneer waar waarom hoe hoeveel kan kunnen mag moet moeten is zijn"
        " wordt worden heeft hebben er het een van voor met zonder naar bij en of ik wij mijn ons"
    ),
    "pl": (
        "jaki jaka jakie jakich który która które kto co kiedy gdzie dlaczego jak ile czy może mogą"
        " jest są był była było się w na z do od dla i lub przez po o"
    ),
    "pt": (
        "qual quais quem que quando onde como quanto quanta quantos quantas porquê pode podem deve"
        " devem é são foi foram há tem o os as um uma uns umas de do da dos das em no na com sem"
        " para por e ou se seu sua meu minha posso podemos devo devemos tenho temos"
    ),
    "ru": (
        "какой какая какое какие каких кто что когда где куда почему зачем как сколько можно может"
        " могут ли был была было были есть это в на с из к от для по о и или не мы я мой"
    ),
    "tr": "hangi kim ne zaman nerede nereye neden niçin nasıl kaç mi mı mu mü olan olarak bir ve",
    "vi": "gì nào ai đâu khi bao giờ nhiêu sao thế tại mấy là của có được và những các một ở",
    "ar": "ما ماذا من متى أين لماذا كيف كم أي هل هو هي كان كانت في على إلى عن مع هذا هذه التي الذي",
    "hi": "क्या कौन कब कहाँ क्यों कैसे कितना कितने कितनी किस किसने है हैं था थे थी का की के को में से ने और",
    "zh": "什么 甚麼 哪里 哪个 哪些 哪年 谁 怎么 怎样 为什么 为何 如何 何时 多少 几个 是否",
    "ja": "何 誰 いつ どこ なぜ どの どう どれ いくつ ですか ますか でしたか ましたか とは",
    "ko": "무엇 무엇입니까 누구 언제 어디 왜 어떻게 얼마나 어느 어떤 몇 입니까",
    "th": "อะไร ใคร เมื่อไร เมื่อใด ที่ไหน ทำไม อย่างไร เท่าไร เท่าไหร่ กี่ ใด หรือไม่",
}


@lru_cache(maxsize=64)
def function_terms(languages: tuple[str, ...]) -> frozenset[str]:
    """Return the terms of these words in ``languages``, and always in English and German."""
    found = {code[:2].lower() for code in languages} & WORDS.keys()
    return frozenset(
        term for code in {"en", "de", *found} for term in terms(WORDS[code], language=code)
    )
