"""Put the third lock on runs and all that hangs on them."""

from django.db import migrations

from core.tenancy.policies import CompositeForeignKey, OwnTable


class Migration(migrations.Migration):
    dependencies = [("runs", "0001_initial"), ("projects", "0002_row_level_security")]

    operations = [
        OwnTable("runs_run"),
        OwnTable("runs_runevent"),
        OwnTable("runs_span"),
        OwnTable("runs_ledgerentry"),
        OwnTable("runs_feedback"),
        CompositeForeignKey("runs_run", "project_id", "projects_project"),
        CompositeForeignKey("runs_run", "demo_id", "projects_demo"),
        CompositeForeignKey("runs_runevent", "run_id", "runs_run"),
        CompositeForeignKey("runs_span", "run_id", "runs_run"),
        CompositeForeignKey(
            "runs_ledgerentry", "run_id", "runs_run", on_delete="SET NULL (run_id)"
        ),
        CompositeForeignKey("runs_feedback", "run_id", "runs_run"),
    ]
