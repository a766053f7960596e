"""Celery's settings, shared by the worker and the clock."""

from __future__ import annotations

from typing import Any, Final

from core.assembly.config import Config

# Requests ring for jobs, so a Redis that hangs must fail as fast as one that is down. The Redis
# client tries three times, so a request may wait three times as long.
BROKER_SECONDS: Final = 2


def celery_settings(config: Config) -> dict[str, Any]:
    """Return the settings of both Celery applications."""
    return {
        "broker_url": config.redis_address,
        "task_ignore_result": True,
        "task_default_queue": "vitrine",
        "worker_hijack_root_logger": False,
        "worker_prefetch_multiplier": 1,
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {
            "visibility_timeout": 3600,
            "socket_timeout": BROKER_SECONDS,
            "socket_connect_timeout": BROKER_SECONDS,
        },
        "timezone": "UTC",
        "beat_schedule": {
            "tidy": {"task": "core.jobs.tidy", "schedule": 3600.0},
            "sweep_ledger": {"task": "ai_features.runs.sweep", "schedule": 300.0},
            "sweep_index": {"task": "ai_features.knowledge.sweep", "schedule": 600.0},
        },
        "beat_schedule_filename": str(config.vitrine_data_dir / "beat-schedule"),
    }
