"""Sentences, terms and scores: what search and extraction stand on."""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from ai_features.knowledge.finding.fusion import DEPTH, fuse, vector_share
from ai_features.knowledge.words import analyzer, guessing
from ai_features.knowledge.words.analyzer import Finder, terms, tokens
from ai_features.knowledge.words.bm25 import TERM_SPACE, idf, sparse_vector, term_id, term_weights
from ai_features.knowledge.words.compounds import ways
from ai_features.knowledge.words.guessing import guesses, mended
from ai_features.knowledge.words.highlights import Marker
from ai_features.knowledge.words.light import WORDS
from ai_features.knowledge.words.query import (
    every_weight,
    in_another_script,
    parse_query,
    query_weights,
    telling_terms,
)
from ai_features.knowledge.words.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Dr. Smith went to the U.S. in 1999. He liked it.",
            ["Dr. Smith went to the U.S. in 1999.", "He liked it."],
        ),
        (
            "Der Vertrag endet am 31. Dezember. Er gilt z.B. nicht.",
            ["Der Vertrag endet am 31. Dezember.", "Er gilt z.B. nicht."],
        ),
        ("See No. 5 there. The answer is no. Then go.", 3),
        ("这是第一句。这是第二句！对吗？", 3),
        ("by using it you agree. if you don t agree do not.", 2),
        ("Heading\n\nText one. Text two.\n- item a\n- item b", 5),
        ('He said "Stop." Then he left.', 2),
        ("It costs 3.5 euros at example.com today.", 1),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_would_say(text, expected):
    found = [text[start:end] for start, end in split_sentences(text)]
    assert found == expected or len(found) == expected


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "warranties", "Warranty"),
        ("de", "Häuser", "haus"),
        ("de", "Straße", "STRASSE"),
        ("fr", "élèves", "eleve"),
        ("ru", "книгами", "книга"),
        ("", "ｆｕｌｌ", "full"),
    ],
)
def test_forms_of_a_word_share_a_term(language, one, other):
    assert set(terms(one, language=language)) & set(terms(other, language=language))


@pytest.mark.parametrize(
    ("language", "written", "asked"),
    [
        ("en", "Send an e-mail.", "email"),
        ("en", "the email address", "e-mail"),
        ("en", "IL-6 levels", "IL6"),
        ("en", "IL6 levels", "IL-6"),
        ("en", "COVID-19", "covid19"),
        ("en", "covid19", "covid"),
        ("en", "well-being", "wellbeing"),
        ("en", "the U.S. market", "US"),
        ("en", "O’Brien's desk", "OBrien"),
        ("en", "TGF-β1 and TNFα", "tgf-beta1"),
        ("en", "1,000 euros", "1000"),
        ("de", "1.000 Euro", "1000"),
        ("de", "10 000 Euro", "10000"),
        ("en", "it weighs 1.5 tons", "1,5"),
        ("en", "a 10kg box", "10 kg"),
        ("en", "10 kg", "10kg"),
        ("en", "released on 2024-03-01", "2024-03-01"),
        ("en", "version v1.2.3", "1.2.3"),
        ("en", "call getUserName()", "get_user_name"),
        ("en", "the user_name field", "username"),
        ("en", "getUserName", "username"),
        ("en", "parseHTML5Doc", "html5"),
        ("en", "PDFs and mRNAs", "mRNA pdf"),
        ("en", "see src/main/app.py there", "app.py"),
        ("en", "write to ann.smith@example.com", "ann.smith@example.com"),
        ("fr", "l’assurance de l'avion", "avion"),
        ("it", "dell'assicurazione", "assicurazione"),
        ("pl", "Łódź", "lodz"),
        ("da", "smørrebrød", "smorrebrod"),
        ("tr", "ISPARTA", "ısparta"),
        ("ar", "والضمان", "ضمان"),
        ("ar", "المستندات", "مستند"),
        ("ar", "مُحَمَّد", "محمد"),
        ("ar", "أحمد في المدرسة", "احمد مدرسه"),
        ("he", "ובספרים", "ספר"),
        ("hi", "किताबें", "किताब"),
        ("uk", "гарантії", "гарантія"),
        ("vi", "bảo hành", "bao hanh"),
        ("th", "การรับประกัน", "รับประกัน"),
        ("zh", "保修期", "保"),
        ("zh", "保", "保修"),
        ("ja", "サーバー", "サーバ"),
        ("ko", "보증은 2년", "보증"),
    ],
)
def test_other_ways_to_write_it_are_found_too(language, written, asked):
    assert set(terms(asked, language=language)) & set(terms(written, language=language))


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "3.5", "35"),
        ("en", "2024-03-01", "2024-01-03"),
        ("vi", "bảo", "báo"),
        ("hi", "कल", "काल"),
        ("ja", "カキ", "ガギ"),
        ("th", "ขา", "ข่าว"),
    ],
)
def test_what_differs_stays_apart(language, one, other):
    assert set(terms(one, language=language)) != set(terms(other, language=language))


def test_identifiers_keep_the_whole_and_give_their_parts():
    found = terms("getUserName foo_bar IL-6 3.5")
    assert {"get", "user", "name", "foobar", "foo", "bar", "il6", "6", "3.5"} <= set(found)


def test_vowel_signs_do_not_cut_a_word():
    assert len(terms("हिन्दी", language="hi")) == 1
    assert len(terms("বাংলা", language="bn")) == 1
    assert len(terms("مُحَمَّد", language="ar")) == 1


def test_scripts_without_spaces_give_runs_of_characters():
    assert terms("保修期", language="zh") == ["保修", "修期", "保", "修", "期"]
    assert terms("ประกัน", language="th")[0] == "ประ"
    assert terms("ひらがな", language="ja") == ["ひら", "らが", "がな"]


def test_a_chunk_is_as_long_as_its_words_whatever_stands_for_them():
    spaced = term_weights(["x", *(f"word{n}" for n in range(79))])["x"]
    unspaced = term_weights(["x", *(f"保{chr(0x4E00 + n)}" for n in range(158)), "保"])["x"]
    assert unspaced == pytest.approx(spaced)


def test_a_mark_is_set_on_the_joined_word():
    text = "Write an e-mail to us."
    spans = Marker({"email"}, languages=["en"]).spans(text)
    assert [text[start:end] for start, end in spans] == ["e-mail"]


def test_single_characters_of_a_word_are_not_marked():
    query = parse_query("保修期", languages=["zh"])
    containing = dict.fromkeys(query.terms, 1)
    assert telling_terms(query, containing=containing, chunks=9) == {"保修", "修期"}


def test_of_very_many_open_ends_the_first_are_looked_up():
    query = parse_query(" ".join(f"warr{number:03}*" for number in range(200)), languages=["en"])
    assert query.open_ends[0] == "warr000"
    assert len(query.open_ends) == 8


@pytest.mark.parametrize(
    ("language", "typed", "ends"),
    [("de", "Übun*", ("ubun", "übun")), ("en", "Leav*", ("leav",)), ("vi", "Việ*", ("vie", "việ"))],
)
def test_an_open_end_is_looked_up_as_terms_are_written(language, typed, ends):
    assert parse_query(typed, languages=[language]).open_ends == ends


@pytest.mark.parametrize("language", ["en", "de", "vi", "ar", "ru", "th", "zh", ""])
@pytest.mark.parametrize("unit", ["7", "đa9", "я", "1.000", "ﷺ", "a-", "x/"])
def test_a_term_is_short_however_long_the_word(language, unit):
    for text in (unit * 5_000, f"3.{unit * 5_000}", f"đ{unit * 5_000}"):
        assert max(len(term.encode()) for term in terms(text, language=language)) <= 160


def test_a_term_keeps_its_dimension():
    assert term_id("warranty") == term_id("warranty") < TERM_SPACE
    assert list(sparse_vector({"b": 1.0, "a": 2.0}).values()) != []


def test_repeating_a_word_helps_ever_less():
    once, twice, often = (term_weights(["a"] * n + ["b"] * (80 - n))["a"] for n in (1, 2, 40))
    assert once < twice < often < 2.2
    assert twice - once < once


def test_rare_terms_say_more():
    assert idf(chunks=100, containing=1) > idf(chunks=100, containing=50) > 0


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        (
            "en",
            "The getName of an e-mail, sent to 10 000 people: their names.",
            "name email 10,000",
        ),
        ("de", "Die Straßenbahn hält; Bahnen halten in der Strasse.", "Straßenbahn halten"),
        ("en", "over the overleaf over-the-top clover, and over", "over top"),
        ("en", "The ’quoted’ word, naïve and re\u0301sume\u0301 quoted", "quoted résumé"),
        ("zh", "保修期为两年，保修不含电池。", "保修期"),
    ],
)
def test_what_is_marked_are_the_words_that_give_a_term_asked_for(language, text, query):
    wanted = set(terms(query, language=language))
    giving = [token[:2] for token in tokens(text, language=language) if wanted & set(token.terms)]
    assert giving
    assert Finder(wanted, language=language).places(text) == giving


def test_joined_words_are_found_by_their_marks_as_by_a_look_at_each_letter():
    draw = Random(1)
    for _ in range(2_000):
        text = "".join(draw.choices("aZ9é中か_1 2\n-./,:@'’;\u00a0", k=30))
        found = [match.span() for match in analyzer._joined_words(text)]
        assert found == [match.span() for match in analyzer.JOINED.finditer(text)], text


def test_words_are_marked_after_a_process_has_met_too_many_to_remember(monkeypatch):
    monkeypatch.setattr(analyzer, "MOST_WORDS", 2)
    finder = Finder({"leav"}, language="en")
    for _ in range(3):
        assert finder.places("Leave of some other days, and leaving.") == [(0, 5), (30, 37)]


def test_endless_words_are_marked_and_not_remembered():
    tracemalloc.start()
    try:
        for number in range(100, 120):
            text = f"leave {number}{'x' * 100_000}leave a-{number}{'x' * 100_000}"
            wanted = set(terms(text, language="en")) - {"leav", "a"}
            assert Finder(wanted, language="en").places(text)[0] == (6, 100_014)
        assert tracemalloc.get_traced_memory()[0] < 5_000_000
    finally:
        tracemalloc.stop()


def test_threads_mark_words_side_by_side():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            marked = list(threads.map(_mark_new_words, range(200)))
    finally:
        sys.setswitchinterval(before)
    assert marked == [40] * 200


def _mark_new_words(place):
    text = " ".join(f"leave{place * 40 + number}" for number in range(40))
    return len(Finder({"leav"}, language="en").places(text))


def test_highlights_join_words_side_by_side():
    text = "Annual leave days and sick leave."
    spans = Marker({"leav", "day"}, languages=["en"]).spans(text)
    assert [text[start:end] for start, end in spans] == ["leave days", "leave"]


def fused(lexical, vector, **said):
    share = vector_share(lexical, vector, **said)
    return fuse(lexical=lexical, vector=vector, share=share)


def test_a_leg_that_finds_nothing_leaves_the_other_its_order():
    ranked = [("a", 3.0), ("b", 2.0), ("c", 1.0)]
    assert [hit.key for hit in fused(lexical=ranked, vector=[])] == ["a", "b", "c"]
    assert [hit.key for hit in fused(lexical=[], vector=ranked)] == ["a", "b", "c"]
    assert fused(lexical=[], vector=[]) == []


def test_what_both_legs_like_comes_first():
    lexical = [("a", 9.0), ("b", 8.5), ("c", 1.0)]
    vector = [("b", 0.7), ("d", 0.6), ("a", 0.1)]
    assert fused(lexical=lexical, vector=vector)[0].key == "b"


def test_vectors_count_less_in_a_language_the_model_has_not_learnt():
    lexical = [(n, 10.0 - n) for n in range(10)]
    vector = [(9 - n, 0.6 - n / 20) for n in range(10)]
    assert fused(lexical=lexical, vector=vector, foreign=True)[0].key == 0


def test_vectors_count_least_where_the_model_cannot_read_the_query():
    lexical, vector = [("a", 2.0)], [("b", 0.6)]
    shares = [
        vector_share(lexical, vector),
        vector_share(lexical, vector, foreign=True),
        vector_share(lexical, vector, foreign=True, unread=True),
    ]
    assert shares == sorted(shares, reverse=True)
    assert len(set(shares)) == 3


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("保修期有多长？", True),
        ("Сколько длится гарантия?", True),
        ("ما مدة الضمان؟", True),
        ("Wie lange gilt die Gewährleistung?", False),
        ("Thời hạn bảo hành là bao lâu?", False),
        ("GPU 温度", False),
        ("1,000 / 24", False),
    ],
)
def test_a_query_in_another_script_is_known_by_most_of_its_letters(text, unread):
    assert in_another_script(text) is unread


def test_a_leg_that_finds_all_alike_hardly_moves_the_order_of_the_other():
    lexical = [(n, 10.0 - n) for n in range(10)]
    vector = [(9 - n, 0.7 - n / 1000) for n in range(10)]
    assert [hit.key for hit in fused(lexical=lexical, vector=vector)] == list(range(10))


def test_a_hit_beyond_the_depth_of_a_leg_counts_as_its_last_and_not_as_nothing():
    lexical = [("only words", 2.0)]
    vector = [(n, 0.9 - n / 1000) for n in range(DEPTH)]
    found = {hit.key: hit.vector for hit in fused(lexical=lexical, vector=vector)}
    assert found["only words"] == pytest.approx(vector[-1][1] / vector[0][1])


def test_where_a_leg_has_brought_all_there_is_an_absent_hit_counts_nothing():
    found = fused(lexical=[("a", 2.0)], vector=[("a", 0.9), ("b", 0.8)])
    assert {hit.key: hit.lexical for hit in found} == {"a": 1.0, "b": 0.0}


def test_scores_lie_between_nothing_and_one():
    found = fused(lexical=[("a", 30.0)], vector=[("a", 0.9), ("b", -0.2)])
    assert [(hit.key, hit.score) for hit in found] == [("a", 1.0), ("b", 0.0)]


def weights(text, documents, language):
    """Return what the query's terms count in documents of one chunk each."""
    query = parse_query(text, languages=[language])
    containing = Counter(term for each in documents for term in set(terms(each, language=language)))
    return query_weights(query, containing=containing, completions={}, chunks=len(documents))


@pytest.mark.parametrize(
    ("language", "query", "text"),
    [
        ("de", "Versicherungsvertrag", "Der Vertrag über eine Versicherung"),
        ("de", "Kündigungsfrist", "Die Frist der Kündigung"),
        ("de", "Arbeitszeitkonto", "Ein Konto für die Arbeitszeit"),
        ("nl", "verzekeringscontract", "Het contract van de verzekering"),
        ("sv", "försäkringsavtal", "Ett avtal om försäkring"),
        ("en", "dataset", "Each data set has an owner"),
        ("en", "data set", "Each dataset has an owner"),
        ("en", "wi fi", "The Wi-Fi password"),
    ],
)
def test_a_word_made_of_words_is_found_by_its_parts(language, query, text):
    assert weights(query, [text, "something else"], language)


def test_queries_fill_no_memory_with_the_ways_to_take_their_words_apart():
    draw, most = Random(1), ways.cache_parameters()["maxsize"]
    ways.cache_clear()
    tracemalloc.start()
    try:
        for _ in range(100):
            ways("".join(draw.choices("abcdenrs", k=36)), "de")
        assert tracemalloc.get_traced_memory()[0] / 100 * most < 40_000_000
    finally:
        tracemalloc.stop()


def test_a_word_is_not_taken_apart_into_what_no_document_holds():
    assert weights("Versicherungsvertrag", ["Der Vertrag", "Die Reise"], "de") == {}


def test_english_words_that_are_there_stay_whole():
    assert set(weights("dataset", ["A dataset", "A data set"], "en")) == {"dataset"}


def test_the_word_as_typed_counts_more_than_its_parts():
    found = weights("Mietvertrag", ["Ein Mietvertrag", "Der Vertrag", "Die Miete"], "de")
    assert found["mietvertrag"] > found["vertrag"] > 0


def test_parts_of_a_word_are_marked():
    query = parse_query("Versicherungsvertrag", languages=["de"])
    containing = {"versicher": 1, "vertrag": 1}
    assert telling_terms(query, containing=containing, chunks=9) == {"versicher", "vertrag"}


def guessed(text, documents, language="en"):
    known = Counter(term for each in documents for term in set(terms(each, language=language)))
    return guesses(
        parse_query(text, languages=[language]),
        containing=known,
        lookup=lambda asked: {t: known[t] for t in asked if t in known},
    )


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("en", "warrenty", "warranty"),
        ("en", "waranty", "warranty"),
        ("en", "wararnty", "warranty"),
        ("en", "warrantty", "warranty"),
        ("en", "awrranty", "warranty"),
        ("en", "anual", "annual"),
        ("en", "leve", "leave"),
        ("en", "terminatoin", "termination"),
        ("en", "policeis", "policies"),
        ("en", "ctenohore", "ctenophore"),
        ("de", "Gaarntie", "Garantie"),
        ("de", "Versicherugn", "Versicherung"),
        ("ru", "горантия", "гарантия"),
    ],
)
def test_a_slip_of_the_hand_is_understood(language, typed, meant):
    found = mended(typed, guessed(typed, [meant], language))
    assert terms(found, language=language) == terms(meant, language=language)


def test_a_mended_query_keeps_all_else_as_it_was():
    meant = guessed("How much Anual leave?", ["the annual leave", "how much"])
    assert mended("How much Anual leave?", meant) == "How much annual leave?"


@pytest.mark.parametrize("mark", ["„", "“", "«", "「", '"a" "'])
def test_no_message_takes_longer_to_mend_than_a_query(mark):
    """Whoever chats may write four times as much as is searched for."""
    text = f"warrenty {mark * 50_000}"
    began = time.process_time()
    assert mended(text, {"warrenty": "warranty"}) == text.replace("warrenty", "warranty")
    assert time.process_time() - began < 2


def test_a_word_cut_off_at_its_stem_is_read_whole():
    assert guessed("annual leav", ["annual leave"]) == {"leav": "leave"}


@pytest.mark.parametrize(
    ("typed", "documents"),
    [
        ("warrants", ["warrants", "a warranty"]),
        ("tent", ["the text"]),
        ("A1234567", ["A1234568"]),
        ("zeppelin", ["the warranty"]),
        ("keyboard", ["the keyboards", "a leyboard"]),
        ('"warrenty"', ["the warranty"]),
        ("warra*", ["the warrac"]),
        ("polic*", ["the police"]),
        ('"servic"', ["the services"]),
        ("保修", ["保单"]),
    ],
)
def test_what_is_there_or_is_a_word_is_not_taken_for_another(typed, documents):
    assert guessed(typed, documents) == {}


def test_without_the_model_nothing_is_taken_for_a_slip(monkeypatch):
    def gone():
        raise OSError("no model")

    monkeypatch.setattr(guessing, "known_words", gone)
    assert guessed("warrenty", ["the warranty"]) == {}


def test_what_stands_in_quotes_stays_as_it_was_typed():
    text = 'the warrenty says "warrenty"'
    assert mended(text, {"warrenty": "warranty"}) == 'the warranty says "warrenty"'


def test_of_several_words_a_slip_away_the_commonest_is_meant():
    assert guessed("batxery", ["a battery", "a bakery", "the bakery"]) == {"batxery": "battery"}
    documents = ["the quaxor", "a quaxor", "a quazor"]
    assert guessed("quaor", documents) == {"quaor": "quaxor"}


def test_a_word_comes_before_a_slip_of_the_documents_own():
    documents = ["the battery", "a batvery", "one batvery"]
    assert guessed("batqery", documents) == {"batqery": "battery"}


def test_small_words_count_half_however_rare_they_are():
    found = weights("which warranty", ["which one", "the warranty"], "en")
    assert found["which"] == pytest.approx(found["warranti"] / 2)


@pytest.mark.parametrize("language", sorted(WORDS))
def test_small_words_are_known_in_each_language(language):
    query = parse_query(WORDS[language], languages=[language])
    assert query.light == set(query.own)


def test_the_small_words_of_a_question_do_not_weigh_in_its_answer():
    query = parse_query("How do I get water into the tank?", languages=["en"])
    weights = every_weight(query, containing={"water": 3, "tank": 2}, chunks=10)
    assert sorted(weights) == ["tank", "water"]


def test_a_question_of_small_words_alone_still_weighs_something():
    query = parse_query("Who are you?", languages=["en"])
    assert every_weight(query, containing={}, chunks=10)
