"""Count the runs of all of a person's workspaces at once, and what they cost."""

from django.db import migrations, models

from core.tenancy.counting import CountOverMine

FIRST_DAY = "date_trunc('day', now(), 'UTC') - interval '144 hours'"


class Migration(migrations.Migration):
    dependencies = [("runs", "0002_row_level_security")]

    operations = [
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                fields=["workspace", "-created_at"],
                name="run_failed",
                condition=models.Q(status="failed"),
            ),
        ),
        CountOverMine(
            "runs_runs_of_mine",
            columns="active_at timestamptz, days bigint[], failed bigint",
            query=f"""
            SELECT
                (SELECT max(r.created_at) FROM runs_run r WHERE r.workspace_id = this_workspace),
                ARRAY(
                    SELECT (
                        SELECT count(*) FROM runs_run r WHERE r.workspace_id = this_workspace
                        AND r.created_at >= day AND r.created_at < day + interval '24 hours'
                    )
                    FROM generate_series({FIRST_DAY}, now(), interval '24 hours') day ORDER BY day
                ),
                (SELECT count(*) FROM runs_run r WHERE r.workspace_id = this_workspace
                 AND r.created_at >= {FIRST_DAY} AND r.status = 'failed')
            """,
        ),
        CountOverMine(
            "runs_spend_of_mine",
            columns="cost bigint, unknown bigint",
            query="""
            SELECT coalesce(sum(e.cost_micro_usd), 0)::bigint,
                   count(*) FILTER (WHERE e.cost_micro_usd IS NULL AND e.state <> 'open')
            FROM runs_ledgerentry e WHERE e.workspace_id = this_workspace
            AND e.created_at >= date_trunc('month', now(), 'UTC')
            """,
        ),
    ]
