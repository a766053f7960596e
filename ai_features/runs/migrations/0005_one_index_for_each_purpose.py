"""Drop indexes that are only the beginning of another.

See docs/decisions/0046-an-index-for-each-purpose.md.
"""

from django.db import migrations, models

from core.tenancy.indexes import DropKeyIndex


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0009_one_index_for_each_purpose"),
        ("projects", "0006_one_index_for_each_purpose"),
        ("runs", "0004_calls_that_are_open"),
    ]

    operations = [
        DropKeyIndex("feedback", "run"),
        DropKeyIndex("feedback", "workspace"),
        DropKeyIndex("ledgerentry", "workspace"),
        DropKeyIndex("run", "project"),
        DropKeyIndex("run", "workspace"),
        DropKeyIndex("runevent", "run"),
        DropKeyIndex("runevent", "workspace"),
        DropKeyIndex("span", "run"),
        DropKeyIndex("span", "workspace"),
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
