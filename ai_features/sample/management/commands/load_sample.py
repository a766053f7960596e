"""``manage.py load_sample``: create the sample workspace."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from ai_features.sample.loading import load_sample


class Command(BaseCommand):
    """Create the sample workspace once; a second call changes nothing."""

    help = "Create the sample workspace, with documents, demos and a login."

    def handle(self, **options: object) -> None:
        """Create it, and say what was done."""
        made = load_sample()
        self.stdout.write(
            "The sample workspace has been created; its documents are being read."
            if made
            else "The sample workspace is already there."
        )
