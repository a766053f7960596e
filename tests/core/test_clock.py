"""The clock knows its tasks only by name: a name that no worker knows would never run."""

from __future__ import annotations

from core.assembly.celery import app
from core.assembly.celery_settings import celery_settings
from core.assembly.config import get_config


def test_workers_know_every_task_that_the_clock_sends():
    app.loader.import_default_modules()
    rung = {entry["task"] for entry in celery_settings(get_config())["beat_schedule"].values()}
    assert rung <= set(app.tasks)
    assert {"core.jobs.tidy", "ai_features.runs.sweep"} <= rung
