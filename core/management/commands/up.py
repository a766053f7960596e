"""Start the whole instance: database, broker, site, worker, clock."""

from __future__ import annotations

import os
import sys

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Runs everything until Ctrl-C; exists so that `manage.py help` lists it."""

    help = "Start database, broker, migrations, sample data, web, worker and clock as one."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        """Become a process without Django, which only watches the others."""
        os.execv(sys.executable, [sys.executable, "-m", "core.supervisor"])  # noqa: S606
