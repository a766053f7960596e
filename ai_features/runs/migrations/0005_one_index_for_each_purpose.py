"""Drop indexes that are only the beginning of another.

See docs/decisions/0046-an-index-for-each-purpose.md.
"""

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy.indexes import DropKeyIndex


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0009_one_index_for_each_purpose"),
        ("projects", "0006_one_index_for_each_purpose"),
        ("runs", "0004_calls_that_are_open"),
    ]

    operations = [
        DropKeyIndex(
            model_name="feedback",
            name="run",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="feedback",
                to="runs.run",
            ),
        ),
        DropKeyIndex(
            model_name="feedback",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="core.workspace",
            ),
        ),
        DropKeyIndex(
            model_name="ledgerentry",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="core.workspace",
            ),
        ),
        DropKeyIndex(
            model_name="run",
            name="project",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="projects.project",
            ),
        ),
        DropKeyIndex(
            model_name="run",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="core.workspace",
            ),
        ),
        DropKeyIndex(
            model_name="runevent",
            name="run",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="events",
                to="runs.run",
            ),
        ),
        DropKeyIndex(
            model_name="runevent",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="core.workspace",
            ),
        ),
        DropKeyIndex(
            model_name="span",
            name="run",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="spans",
                to="runs.run",
            ),
        ),
        DropKeyIndex(
            model_name="span",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="core.workspace",
            ),
        ),
        migrations.AddIndex(
            model_name="feedback",
            index=models.Index(fields=["workspace"], name="runs_feedba_workspa_9a84a3_idx"),
        ),
        migrations.AddIndex(
            model_name="runevent",
            index=models.Index(fields=["workspace"], name="runs_runeve_workspa_fca291_idx"),
        ),
        migrations.AddIndex(
            model_name="span",
            index=models.Index(fields=["workspace"], name="runs_span_workspa_ac25ee_idx"),
        ),
    ]
