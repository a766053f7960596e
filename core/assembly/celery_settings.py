"""Celery's settings, shared by the worker and the clock."""

from __future__ import annotations

from typing import Any

from core.assembly.config import Config


def celery_settings(config: Config) -> dict[str, Any]:
    """Return what both applications are set up with."""
    return {
        "broker_url": config.redis_address,
        "task_ignore_result": True,
        "task_default_queue": "vitrine",
        "worker_hijack_root_logger": False,
        "worker_prefetch_multiplier": 1,
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {"visibility_timeout": 3600},
        "timezone": "UTC",
        "beat_schedule": {
            "tidy": {"task": "core.jobs.tidy", "schedule": 3600.0},
            "sweep_ledger": {"task": "ai_features.runs.sweep", "schedule": 300.0},
            "sweep_index": {"task": "ai_features.knowledge.sweep", "schedule": 600.0},
        },
        "beat_schedule_filename": str(config.vitrine_data_dir / "beat-schedule"),
    }
