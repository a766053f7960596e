"""Find the model calls that are open, of all workspaces: a killed process settles none of its."""

from django.db import migrations, models

from core.tenancy.policies import SWEEP, WORKSPACE

OPEN = f"{SWEEP} AND state = 'open'"
SHOWING = "ALTER POLICY own_rows ON runs_ledgerentry USING ({})"


class Migration(migrations.Migration):
    dependencies = [("runs", "0003_runs_and_spend_of_mine")]

    operations = [
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(
                fields=["created_at"], name="ledger_open", condition=models.Q(state="open")
            ),
        ),
        # The sweep sees calls while they are open and writes none: it settles each in its scope.
        migrations.RunSQL(
            SHOWING.format(f"{WORKSPACE} OR ({OPEN})"), reverse_sql=SHOWING.format(WORKSPACE)
        ),
    ]
