"""Find jobs by when they ended: those of a week ago are forgotten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0007_failed_jobs")]

    operations = [
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                fields=["finished_at"],
                name="job_ended",
                condition=models.Q(state__in=["done", "cancelled"]),
            ),
        ),
    ]
