"""How a query's words are understood: compounds, typing errors, small words."""

from __future__ import annotations

import time
import tracemalloc
from collections import Counter
from random import Random

import pytest

from ai_features.knowledge.words import guessing
from ai_features.knowledge.words.analyzer import terms
from ai_features.knowledge.words.compounds import ways
from ai_features.knowledge.words.function_words import WORDS
from ai_features.knowledge.words.guessing import guesses, mended
from ai_features.knowledge.words.query import (
    every_weight,
    parse_query,
    query_weights,
    telling_terms,
)


def weights(text, documents, language):
    """Return the weights of the query's terms among one-chunk documents."""
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
def test_a_compound_is_found_by_its_parts(language, query, text):
    assert weights(query, [text, "something else"], language)


@pytest.mark.parametrize("asked", ["Combien reste-t-il ?", "Combien restent-elles ?"])
def test_the_pronoun_of_a_french_question_makes_no_word(asked):
    own = parse_query(asked, languages=["fr"]).own
    assert not {term for term in own if len(term) == 1 or "til" in term or "tel" in term}
    assert any(term.startswith("rest") for term in own)


def test_what_a_french_word_elides_says_nothing():
    query = parse_query("la date d'échéance de l'offre", languages=["fr"])
    assert {"d", "l"} <= query.function_terms


def test_the_cache_of_word_splits_stays_small():
    draw, most = Random(1), ways.cache_parameters()["maxsize"]
    ways.cache_clear()
    tracemalloc.start()
    try:
        for _ in range(100):
            ways("".join(draw.choices("abcdenrs", k=36)), "de")
        assert tracemalloc.get_traced_memory()[0] / 100 * most < 40_000_000
    finally:
        tracemalloc.stop()


def test_a_word_is_not_split_into_parts_that_no_document_has():
    assert weights("Versicherungsvertrag", ["Der Vertrag", "Die Reise"], "de") == {}


def test_english_words_in_the_documents_stay_whole():
    assert set(weights("dataset", ["A dataset", "A data set"], "en")) == {"dataset"}


def test_the_word_as_typed_counts_more_than_its_parts():
    found = weights("Mietvertrag", ["Ein Mietvertrag", "Der Vertrag", "Die Miete"], "de")
    assert found["mietvertrag"] > found["vertrag"] > 0


def test_parts_of_a_compound_are_marked():
    query = parse_query("Versicherungsvertrag", languages=["de"])
    containing = {"versicher": 1, "vertrag": 1}
    assert telling_terms(query, containing=containing, chunks=9) == {"versicher", "vertrag"}


def test_small_words_are_marked_only_if_there_are_no_others():
    containing = dict.fromkeys(terms("the is on and notice of who how", language="en"), 2)
    telling = {
        text: telling_terms(
            parse_query(text, languages=["en", "de"]), containing=containing, chunks=90
        )
        for text in ("What is the notice?", "Who is the who?")
    }
    assert telling["What is the notice?"] == {"notic"}
    assert telling["Who is the who?"] >= {"who", "the"}


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
def test_a_typing_error_is_understood(language, typed, meant):
    found = mended(typed, guessed(typed, [meant], language))
    assert terms(found, language=language) == terms(meant, language=language)


def test_a_corrected_query_is_otherwise_unchanged():
    meant = guessed("How much Anual leave?", ["the annual leave", "how much"])
    assert mended("How much Anual leave?", meant) == "How much annual leave?"


@pytest.mark.parametrize("mark", ["„", "“", "«", "「", '"a" "'])
def test_no_message_takes_longer_to_correct_than_a_query(mark):
    """A chat message may be four times as long as a search query."""
    text = f"warrenty {mark * 50_000}"
    began = time.process_time()
    assert mended(text, {"warrenty": "warranty"}) == text.replace("warrenty", "warranty")
    assert time.process_time() - began < 5


def test_a_corrected_word_is_shown_in_full_and_not_as_its_stem():
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
def test_a_word_in_the_documents_or_the_vocabulary_is_not_corrected(typed, documents):
    assert guessed(typed, documents) == {}


def test_without_the_model_nothing_is_taken_for_a_typing_error(monkeypatch):
    def gone():
        raise OSError("no model")

    monkeypatch.setattr(guessing, "known_words", gone)
    assert guessed("warrenty", ["the warranty"]) == {}


def test_words_in_quotes_stay_as_typed():
    text = 'the warrenty says "warrenty"'
    assert mended(text, {"warrenty": "warranty"}) == 'the warranty says "warrenty"'


def test_of_several_words_one_error_away_the_commonest_is_meant():
    assert guessed("batxery", ["a battery", "a bakery", "the bakery"]) == {"batxery": "battery"}
    documents = ["the quaxor", "a quaxor", "a quazor"]
    assert guessed("quaor", documents) == {"quaor": "quaxor"}


def test_a_real_word_is_preferred_to_a_typing_error_in_the_documents():
    documents = ["the battery", "a batvery", "one batvery"]
    assert guessed("batqery", documents) == {"batqery": "battery"}


def test_small_words_have_half_weight_however_rare_they_are():
    found = weights("which warranty", ["which one", "the warranty"], "en")
    assert found["which"] == pytest.approx(found["warranti"] / 2)


@pytest.mark.parametrize("language", sorted(WORDS))
def test_small_words_are_known_in_each_language(language):
    query = parse_query(WORDS[language], languages=[language])
    assert query.function_terms == set(query.own)


def test_the_small_words_of_a_question_do_not_weigh_in_its_answer():
    query = parse_query("How do I get water into the tank?", languages=["en"])
    weights = every_weight(query, containing={"water": 3, "tank": 2}, chunks=10)
    assert sorted(weights) == ["tank", "water"]


def test_a_question_of_small_words_alone_still_weighs_something():
    query = parse_query("Who are you?", languages=["en"])
    assert every_weight(query, containing={}, chunks=10)
