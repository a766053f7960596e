"""Note by which version a project's words were counted: those of before are counted anew."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("knowledge", "0008_search_in_the_database")]

    operations = [
        migrations.AddField(
            model_name="vectorspace",
            name="analysis",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
