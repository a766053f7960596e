"""Count the documents of all of a person's workspaces at once."""

from django.db import migrations

from core.tenancy.counting import CountOverMine


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_row_level_security")]

    operations = [
        CountOverMine(
            "projects_documents_of_mine",
            columns="active_at timestamptz, failed bigint, unfinished bigint",
            query="""
            SELECT max(d.created_at), count(*) FILTER (WHERE d.status = 'failed'),
                   count(*) FILTER (WHERE d.status IN ('queued', 'processing'))
            FROM projects_document d WHERE d.workspace_id = this_workspace
            """,
        ),
    ]
