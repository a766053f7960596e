"""Count no page from the web as unread that the project had already."""

from django.db import migrations

from core.tenancy.counting import CountOverMine

NAME = "projects_documents_of_mine"
COLUMNS = "active_at timestamptz, failed bigint, unfinished bigint"
QUERY = """
    SELECT max(d.created_at), count(*) FILTER (WHERE {failed}),
           count(*) FILTER (WHERE d.status IN ('queued', 'processing'))
    FROM projects_document d WHERE d.workspace_id = this_workspace
"""
FORMER = CountOverMine(NAME, columns=COLUMNS, query=QUERY.format(failed="d.status = 'failed'"))


class Migration(migrations.Migration):
    dependencies = [("projects", "0004_makers_may_go")]

    operations = [
        migrations.RunSQL(FORMER.reverse_sql, reverse_sql=FORMER.sql),
        CountOverMine(
            NAME,
            columns=COLUMNS,
            query=QUERY.format(failed="d.status = 'failed' AND d.error_code <> 'duplicate'"),
        ),
    ]
