"""The lowest layer as a Django application."""

from __future__ import annotations

from allauth.account.signals import password_changed, password_reset
from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    """Workspaces, people, keys and jobs; knows nothing of any AI feature."""

    name = "core"

    def ready(self) -> None:
        """Register this layer's checks, job and facts; grant the app role every new table."""
        # Before any task is sent: importing it makes this the current Celery application.
        import core.assembly.celery  # noqa: F401, PLC0415
        from core.health.checks import register_own_checks  # noqa: PLC0415
        from core.jobs.registry import register_job  # noqa: PLC0415  (models are ready only now)
        from core.people.recovering import on_new_password, on_password_reset  # noqa: PLC0415
        from core.rights import Right  # noqa: PLC0415
        from core.tenancy.grants import grant_app_role  # noqa: PLC0415
        from core.workspaces.deletion import forget, remove_everything  # noqa: PLC0415
        from core.workspaces.facts import register_facts  # noqa: PLC0415
        from core.workspaces.services import DELETE_JOB  # noqa: PLC0415
        from core.workspaces.waiting import invitation_facts  # noqa: PLC0415

        register_own_checks()
        register_job(DELETE_JOB, remove_everything, forget, goes_on=True)
        register_facts(Right.MEMBER_READ, invitation_facts)
        password_changed.connect(on_new_password)
        password_reset.connect(on_password_reset)
        post_migrate.connect(grant_app_role, sender=self)
