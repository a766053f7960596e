"""The Celery application: a doorbell for jobs whose truth is in PostgreSQL."""

from __future__ import annotations

import os

from celery import Celery

from core.assembly.celery_settings import celery_settings
from core.assembly.config import get_config
from core.health.heartbeat import Heartbeat
from core.jobs.sweeper import Sweeper

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.assembly.settings")

app = Celery("vitrine")
app.conf.update(celery_settings(get_config()))
app.steps["worker"].add(Heartbeat)
app.steps["worker"].add(Sweeper)
app.autodiscover_tasks(["core.jobs", "ai_features.runs", "ai_features.knowledge"])
