"""The clock's own Celery application: it sends tasks by name and needs none of the site's code."""

from __future__ import annotations

from celery import Celery

from core.assembly.celery_settings import celery_settings
from core.assembly.config import get_config

# Without Celery's Django fixup: loading the site would cost a hundred megabytes for a few timers.
app = Celery("vitrine", fixups=[])
app.conf.update(celery_settings(get_config()))
