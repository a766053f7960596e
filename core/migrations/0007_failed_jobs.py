"""Find failed jobs by when they ended: the sweep asks for them every ten seconds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0006_kept_answers_of_their_asker")]

    operations = [
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                fields=["finished_at"], name="job_failed", condition=models.Q(state="failed")
            ),
        ),
    ]
