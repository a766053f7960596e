"""The middle layer as a Django application."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Projects, demos, documents and what reads them."""

    name = "projects"

    def ready(self) -> None:
        """Register this layer's job, its workspace facts and its check for the doctor."""
        from core.doctor.examine import register_examination  # noqa: PLC0415
        from core.jobs.registry import register_job  # noqa: PLC0415  (models are ready only now)
        from core.rights import Right  # noqa: PLC0415
        from core.workspaces.facts import register_facts  # noqa: PLC0415
        from projects.documents.ocr import ocr  # noqa: PLC0415
        from projects.documents.reading import give_up, read  # noqa: PLC0415
        from projects.documents.services import READ_JOB  # noqa: PLC0415
        from projects.facts import document_facts  # noqa: PLC0415

        register_job(READ_JOB, read, give_up)
        register_examination(ocr)
        register_facts(Right.DOCUMENT_READ, document_facts)
