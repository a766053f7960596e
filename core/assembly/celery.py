"""The Celery application: a doorbell for jobs whose truth is in PostgreSQL."""

from __future__ import annotations

import os

from celery import Celery

from core.assembly.config import get_config
from core.health.heartbeat import Heartbeat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.assembly.settings")

config = get_config()
app = Celery("vitrine", broker=config.redis_address)
app.conf.update(
    task_ignore_result=True,
    task_default_queue="vitrine",
    worker_hijack_root_logger=False,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": 3600},
    timezone="UTC",
    beat_schedule={
        "sweep": {"task": "core.jobs.sweep", "schedule": 10.0, "options": {"expires": 20}},
        "tidy": {"task": "core.jobs.tidy", "schedule": 3600.0},
    },
    beat_schedule_filename=str(config.vitrine_data_dir / "beat-schedule"),
)
app.steps["worker"].add(Heartbeat)
app.autodiscover_tasks(["core.jobs"])
