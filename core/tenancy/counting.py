"""Count in all of a user's workspaces with one query, without loosening row-level security.

Row-level security shows one workspace at a time. A function in the database sets ``app.ws`` to one
workspace after another, as ``in_workspace`` does, and counts live rows in each. It reads the
memberships itself, so that nobody counts in a workspace they do not belong to.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.migrations.operations import RunSQL


class CountOverMine(RunSQL):
    """Create function ``name(wanted uuid[])``, which runs ``query`` in each workspace of a user.

    ``columns`` declares what ``query`` returns; ``query`` may use ``this_workspace``, the one being
    counted. Counts only the workspaces in ``wanted`` of which ``app.user`` is a member.
    """

    def __init__(self, name: str, *, columns: str, query: str) -> None:
        super().__init__(
            sql=f"""
            CREATE FUNCTION {name}(wanted uuid[])
            RETURNS TABLE (workspace uuid, {columns}) LANGUAGE plpgsql AS $body$
            #variable_conflict use_column
            DECLARE
                former text := coalesce(current_setting('app.ws', true), '');
                this_workspace uuid;
                mine uuid[] := ARRAY(
                    SELECT m.workspace_id FROM core_membership m
                    WHERE m.user_id = nullif(current_setting('app.user', true), '')::uuid
                    AND m.workspace_id = ANY (wanted)
                );
            BEGIN
                FOREACH this_workspace IN ARRAY mine LOOP
                    PERFORM set_config('app.ws', this_workspace::text, true);
                    RETURN QUERY SELECT this_workspace, counted.* FROM ({query}) counted;
                END LOOP;
                PERFORM set_config('app.ws', former, true);
            END $body$;
            """,  # noqa: S608  (a migration's own words)
            reverse_sql=f"DROP FUNCTION {name}(uuid[]);",
        )


def count_over_mine(name: str, workspaces: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return what function ``name`` counts, by workspace; call it inside ``as_user``."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM {connection.ops.quote_name(name)}(%s)",  # noqa: S608  (a migration's own name)
            [list(workspaces)],
        )
        columns = [column.name for column in cursor.description or ()]
        rows = (dict(zip(columns, row, strict=True)) for row in cursor.fetchall())
        return {row.pop("workspace"): row for row in rows}
