"""Migration operations that put the third lock on a table: its policy and composite keys."""

from __future__ import annotations

from typing import Final

from django.db.migrations.operations import RunSQL

WORKSPACE: Final = "workspace_id = (select nullif(current_setting('app.ws', true), '')::uuid)"
USER: Final = "user_id = (select nullif(current_setting('app.user', true), '')::uuid)"
CREDENTIAL: Final = "digest = (select nullif(current_setting('app.credential', true), ''))"
SWEEP: Final = "(select current_setting('app.sweep', true)) = 'on'"
THE_WORKSPACE: Final = "id = (select nullif(current_setting('app.ws', true), '')::uuid)"
A_MEMBERS: Final = f"id IN (SELECT m.workspace_id FROM core_membership m WHERE m.{USER})"  # noqa: S608  (constants)


class OwnTable(RunSQL):
    """Force row-level security on ``table``: each workspace sees and writes its own rows.

    ``opened_by`` names further conditions under which a row is visible, such as :data:`USER` for
    a person's own memberships.
    """

    def __init__(
        self, table: str, *, opened_by: tuple[str, ...] = (), rows: str = WORKSPACE
    ) -> None:
        condition = " OR ".join((rows, *opened_by))
        super().__init__(
            sql=f"""
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
            CREATE POLICY own_rows ON {table} USING ({condition}) WITH CHECK ({condition});
            """,
            reverse_sql=f"""
            DROP POLICY own_rows ON {table};
            ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
            """,
        )


class CompositeForeignKey(RunSQL):
    """Tie ``child.column`` to a parent row of the same workspace.

    Plain foreign keys are checked without row-level security, so a row could point into another
    workspace; the composite key makes that impossible. The parent needs ``owned_constraint``.
    """

    def __init__(self, child: str, column: str, parent: str, *, on_delete: str = "CASCADE") -> None:
        name = f"{child}_{column}_same_workspace"[:63]
        super().__init__(
            sql=f"""
            ALTER TABLE {child} ADD CONSTRAINT {name}
            FOREIGN KEY (workspace_id, {column}) REFERENCES {parent} (workspace_id, id)
            ON DELETE {on_delete} DEFERRABLE INITIALLY DEFERRED;
            """,
            reverse_sql=f"ALTER TABLE {child} DROP CONSTRAINT {name};",
        )
