"""The middle floor as a Django application."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Projects, demos, documents and what reads them."""

    name = "projects"
