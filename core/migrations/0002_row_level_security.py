"""Put the third lock on every table of the ground floor that belongs to a workspace."""

from django.db import migrations

from core.tenancy.policies import A_MEMBERS, CREDENTIAL, SWEEP, THE_WORKSPACE, USER, OwnTable


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        OwnTable("core_workspace", rows=THE_WORKSPACE, opened_by=(A_MEMBERS,)),
        OwnTable("core_membership", opened_by=(USER,)),
        OwnTable("core_invitation", opened_by=(CREDENTIAL,)),
        OwnTable("core_apikey", opened_by=(USER, CREDENTIAL)),
        OwnTable("core_auditevent"),
        OwnTable("core_job", opened_by=(SWEEP,)),
    ]
