"""Where the floors are put together; the only place that names upper floors, as strings."""

from core.assembly.celery import app as celery_app

__all__ = ["celery_app"]
