"""Say what is configured, reachable and wrong."""

from __future__ import annotations

import sys

from django.core.management.base import BaseCommand

from core.doctor.examine import examine
from core.doctor.findings import Verdict


class Command(BaseCommand):
    """Prints one line per finding; exits with 1 if anything is wrong."""

    help = "Say in words what is configured, reachable and wrong."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        """Print the findings."""
        styles = {
            Verdict.FINE: self.style.SUCCESS,
            Verdict.NOTE: self.style.WARNING,
            Verdict.WRONG: self.style.ERROR,
        }
        count = 0
        for finding in examine():
            mark = styles[finding.verdict](f"{finding.verdict:<6}")
            self.stdout.write(f"{mark} {finding.subject}: {finding.text}")
            count += finding.verdict is Verdict.WRONG
        if count:
            self.stdout.write(
                f"\n{count} {'thing needs' if count == 1 else 'things need'} your attention."
            )
            sys.exit(1)
        self.stdout.write("\nNothing is wrong.")
