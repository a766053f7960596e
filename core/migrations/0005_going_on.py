"""Show closed workspaces' deletions to their members; let a person's rows go with the person.

Foreign keys to a person are followed past row-level security only by the database itself: from
where a person deletes themselves, Django sees their own rows alone.
"""

from django.db import migrations

from core.tenancy.counting import CountOverMine
from core.tenancy.policies import FollowPerson


class Migration(migrations.Migration):
    dependencies = [("core", "0004_invitations_of_mine")]

    operations = [
        CountOverMine(
            "core_deletions_of_mine",
            columns="state varchar, attempts integer, ended_at timestamptz",
            query="""
            SELECT j.state, j.token, j.finished_at FROM core_job j
            WHERE j.workspace_id = this_workspace AND j.kind = 'workspace.delete'
            ORDER BY j.created_at DESC LIMIT 1
            """,
        ),
        CountOverMine(
            "core_owners_of_mine",
            columns="owners bigint",
            query="""
            SELECT count(*) FROM core_membership m
            WHERE m.workspace_id = this_workspace AND m.role = 'owner'
            """,
        ),
        FollowPerson("core_membership", "user_id", on_delete="CASCADE"),
        FollowPerson("core_apikey", "user_id", on_delete="CASCADE"),
        FollowPerson("core_apikey", "created_by_id", on_delete="SET NULL"),
        FollowPerson("core_invitation", "invited_by_id", on_delete="SET NULL"),
    ]
