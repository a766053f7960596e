"""The local encoder gives the published network's vectors, from any thread, converted once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from ai_features.gateway.local import DIMENSIONS, LocalEncoder
from ai_features.gateway.local.convert import VERSION, converted_model
from tests.ai_features.gateway.local.reference import ReferenceEncoder

TEXTS = [
    "The warranty covers parts for two years.",
    "Batteries are excluded from the warranty.",
    "Der Vertrag endet am 31. Dezember.",
    "Employees may work from home up to three days a week, after agreement with their lead. " * 30,
]


@pytest.fixture(scope="module")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def encoder(models_dir: Path) -> LocalEncoder:
    return LocalEncoder(converted_model(models_dir), threads=1)


def test_vectors_agree_with_the_float32_network(encoder: LocalEncoder) -> None:
    reference = ReferenceEncoder()
    expected = np.stack([reference.encode(text) for text in TEXTS])
    cosines = (encoder.encode(TEXTS) * expected).sum(axis=1)
    assert cosines.min() > 0.99


def test_a_text_has_the_same_vector_alone_and_in_a_batch(encoder: LocalEncoder) -> None:
    together = encoder.encode(TEXTS)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert (together * alone).sum(axis=1).min() > 0.995


def test_vectors_have_unit_length_and_keep_the_order_of_the_texts(encoder: LocalEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), DIMENSIONS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_no_text_gives_no_vector_and_an_empty_text_gives_one(encoder: LocalEncoder) -> None:
    assert encoder.encode([]).shape == (0, DIMENSIONS)
    assert np.isfinite(encoder.encode(["", "\n\n"])).all()


def test_threads_share_one_encoder(encoder: LocalEncoder) -> None:
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: encoder.encode(TEXTS[:3]), range(8)))
    assert all(np.allclose(result, results[0], atol=1e-6) for result in results)


def test_concurrent_conversions_leave_one_complete_model(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        folders = set(pool.map(lambda _: converted_model(tmp_path), range(2)))
    assert folders == {tmp_path / VERSION}
    assert [path.name for path in tmp_path.iterdir()] == [VERSION]


def test_a_reading_holds_the_vector_and_each_piece_with_its_span(encoder: LocalEncoder) -> None:
    text = "Batteries are uninsured."
    (encoding,) = encoder.encode_pieces([text])
    assert encoding.vector @ encoder.encode([text])[0] > 0.999
    assert encoding.pieces.shape == (len(encoding.spans), DIMENSIONS)
    assert np.allclose(np.linalg.norm(encoding.pieces, axis=1), 1, atol=1e-5)
    words = [text[start:end] for start, end in encoding.spans]
    assert words[:2] == ["", "Batteries"]
    assert "".join(words) == text.replace(" ", "")


def test_readings_keep_the_order_of_the_texts(encoder: LocalEncoder) -> None:
    assert encoder.encode_pieces([]) == []
    together = encoder.encode_pieces([TEXTS[3], TEXTS[0]])
    assert [len(each.spans) > 100 for each in together] == [True, False]
    assert together[1].vector @ encoder.encode([TEXTS[0]])[0] > 0.995
