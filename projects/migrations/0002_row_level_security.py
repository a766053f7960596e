"""Put the third lock on everything a client brings, and tie children to parents of their own."""

from django.db import migrations

from core.tenancy.policies import CompositeForeignKey, OwnTable


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial"), ("core", "0002_row_level_security")]

    operations = [
        OwnTable("projects_project"),
        OwnTable("projects_demo"),
        OwnTable("projects_document"),
        OwnTable("projects_documentfile"),
        OwnTable("projects_documentpage"),
        CompositeForeignKey("projects_demo", "project_id", "projects_project"),
        CompositeForeignKey("projects_document", "project_id", "projects_project"),
        CompositeForeignKey("projects_documentfile", "document_id", "projects_document"),
        CompositeForeignKey("projects_documentpage", "document_id", "projects_document"),
    ]
