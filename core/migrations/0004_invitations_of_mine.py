"""Count the open invitations of all of a person's workspaces at once."""

from django.db import migrations

from core.tenancy.counting import CountOverMine


class Migration(migrations.Migration):
    dependencies = [("core", "0003_answers_of_a_workspace")]

    operations = [
        CountOverMine(
            "core_invitations_of_mine",
            columns="waiting bigint, expired bigint",
            query="""
            SELECT count(*) FILTER (WHERE i.expires_at > now()),
                   count(*) FILTER (WHERE i.expires_at <= now())
            FROM core_invitation i WHERE i.workspace_id = this_workspace
            """,
        ),
    ]
