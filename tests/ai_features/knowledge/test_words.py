"""Sentences, terms and scores, the basis of search and extraction."""

from __future__ import annotations

import pytest

from ai_features.knowledge.words.analyzer import terms
from ai_features.knowledge.words.bm25 import TERM_SPACE, idf, sparse_vector, term_id, term_weights
from ai_features.knowledge.words.highlights import Marker
from ai_features.knowledge.words.query import (
    parse_query,
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
        ("Wir zahlen z. B. Steuern und u. a. Zinsen. Das gilt d. h. Es bleibt.", 2),
        ("See No. 5 there. The answer is no. Then go.", 3),
        ("这是第一句。这是第二句！对吗？", 3),
        ("by using it you agree. if you don t agree do not.", 2),
        ("Heading\n\nText one. Text two.\n- item a\n- item b", 5),
        ('He said "Stop." Then he left.', 2),
        ("It costs 3.5 euros at example.com today.", 1),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, expected):
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
def test_other_spellings_are_found_too(language, written, asked):
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
def test_different_words_stay_apart(language, one, other):
    assert set(terms(one, language=language)) != set(terms(other, language=language))


def test_identifiers_yield_the_whole_and_their_parts():
    found = terms("getUserName foo_bar IL-6 3.5")
    assert {"get", "user", "name", "foobar", "foo", "bar", "il6", "6", "3.5"} <= set(found)


def test_vowel_signs_do_not_split_a_word():
    assert len(terms("हिन्दी", language="hi")) == 1
    assert len(terms("বাংলা", language="bn")) == 1
    assert len(terms("مُحَمَّد", language="ar")) == 1


def test_scripts_without_spaces_yield_runs_of_characters():
    assert terms("保修期", language="zh") == ["保修", "修期", "保", "修", "期"]
    assert terms("ประกัน", language="th")[0] == "ประ"
    assert terms("ひらがな", language="ja") == ["ひら", "らが", "がな"]


def test_the_length_of_a_chunk_is_comparable_across_scripts():
    spaced = term_weights(["x", *(f"word{n}" for n in range(79))])["x"]
    unspaced = term_weights(["x", *(f"保{chr(0x4E00 + n)}" for n in range(158)), "保"])["x"]
    assert unspaced == pytest.approx(spaced)


def test_the_joined_word_is_marked_as_a_whole():
    text = "Write an e-mail to us."
    spans = Marker({"email"}, languages=["en"]).spans(text)
    assert [text[start:end] for start, end in spans] == ["e-mail"]


def test_single_characters_of_a_word_are_not_marked():
    query = parse_query("保修期", languages=["zh"])
    containing = dict.fromkeys(query.terms, 1)
    assert telling_terms(query, containing=containing, chunks=9) == {"保修", "修期"}


def test_of_very_many_prefixes_only_the_first_are_looked_up():
    query = parse_query(" ".join(f"warr{number:03}*" for number in range(200)), languages=["en"])
    assert query.open_ends[0] == "warr000"
    assert len(query.open_ends) == 8


@pytest.mark.parametrize(
    ("language", "typed", "ends"),
    [("de", "Übun*", ("ubun", "übun")), ("en", "Leav*", ("leav",)), ("vi", "Việ*", ("vie", "việ"))],
)
def test_a_prefix_is_looked_up_as_terms_are_written(language, typed, ends):
    assert parse_query(typed, languages=[language]).open_ends == ends


@pytest.mark.parametrize("language", ["en", "de", "vi", "ar", "ru", "th", "zh", ""])
@pytest.mark.parametrize("unit", ["7", "đa9", "я", "1.000", "ﷺ", "a-", "x/"])
def test_a_term_is_short_however_long_the_word(language, unit):
    for text in (unit * 5_000, f"3.{unit * 5_000}", f"đ{unit * 5_000}"):
        assert max(len(term.encode()) for term in terms(text, language=language)) <= 160


def test_a_term_always_has_the_same_dimension():
    # Weights kept in databases are read by these numbers.
    assert term_id("warranty") == 24_210_709 < TERM_SPACE
    assert sparse_vector({"b": 1.0, "a": 2.0}) == {term_id("a"): 2.0, term_id("b"): 1.0}


def test_repeating_a_word_has_diminishing_returns():
    once, twice, often = (term_weights(["a"] * n + ["b"] * (80 - n))["a"] for n in (1, 2, 40))
    assert once < twice < often < 2.2
    assert twice - once < once


def test_rare_terms_weigh_more():
    assert idf(chunks=100, containing=1) > idf(chunks=100, containing=50) > 0


@pytest.mark.parametrize(
    "points",
    [
        "The tenant must\n(a) pay the rent;\n(b) keep the flat clean; and\n(iv) insure it",
        "1. The tenant must\n  a. Pay the rent\n  b. keep it clean\n    ii. Daily\n2. Nothing else",
        "Rent\n  1.1 paid monthly\n  1.2 in euros\n    1.2.1. Cash",
    ],
)
def test_a_point_of_a_list_is_a_sentence_whatever_its_mark(points):
    found = [points[a:b] for a, b in split_sentences(points)]
    assert found == [line.strip() for line in points.split("\n")]


def test_lines_that_were_ended_on_purpose_are_sentences():
    programme = "09:30 Opening. Hall A\n10:15 Blades that last, by Dr Moreau\n12:00 Lunch"
    assert [programme[a:b] for a, b in split_sentences(programme)] == programme.split("\n")
    wrapped = "Die Ruhe im Haus ist in der\nMittagszeit einzuhalten, und zwar\nTag für Tag."
    assert split_sentences(wrapped) == [(0, len(wrapped))]
