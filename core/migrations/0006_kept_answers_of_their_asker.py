"""Show a kept answer to who asked, to the workspace that it is about, and to who tidies."""

from django.db import migrations

from core.tenancy.policies import ABOUT, ANSWER, SWEEP, OwnTable


class Migration(migrations.Migration):
    dependencies = [("core", "0005_going_on")]

    operations = [OwnTable("core_keptanswer", rows=ANSWER, opened_by=(ABOUT, SWEEP))]
