"""Migration operations that put the third lock on a table: its policy and composite keys."""

from __future__ import annotations

from typing import Final

from django.db.migrations.operations import RunSQL

WORKSPACE: Final = "workspace_id = (select nullif(current_setting('app.ws', true), '')::uuid)"
USER: Final = "user_id = (select nullif(current_setting('app.user', true), '')::uuid)"
CREDENTIAL: Final = "digest = (select nullif(current_setting('app.credential', true), ''))"
ANSWER: Final = "key = (select nullif(current_setting('app.credential', true), ''))"
ABOUT: Final = "about = (select nullif(current_setting('app.ws', true), '')::uuid)"
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


class FollowPerson(RunSQL):
    """Give the foreign key ``table.column`` to a user an ON DELETE rule in the database.

    Only the database sees past row-level security: without the rule, rows in workspaces that the
    person can no longer see would prevent the person's deletion for ever.
    """

    def __init__(self, table: str, column: str, *, on_delete: str) -> None:
        super().__init__(
            sql=_person_key(table, column, f"ON DELETE {on_delete}"),
            reverse_sql=_person_key(table, column, ""),
        )


def _person_key(table: str, column: str, rule: str) -> str:
    """Return SQL that recreates the key under its old name, which Django chose and relies on."""
    return f"""
    DO $body$ DECLARE key_name name; BEGIN
        SELECT c.conname INTO STRICT key_name FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
        WHERE c.conrelid = '{table}'::regclass AND c.contype = 'f' AND a.attname = '{column}';
        EXECUTE format('ALTER TABLE {table} DROP CONSTRAINT %I', key_name);
        EXECUTE format('ALTER TABLE {table} ADD CONSTRAINT %I FOREIGN KEY ({column})
            REFERENCES core_user (id) {rule} DEFERRABLE INITIALLY DEFERRED', key_name);
    END $body$;
    """  # noqa: S608  (a migration's own words)


class CompositeForeignKey(RunSQL):
    """Tie ``child.column`` to a parent row of the same workspace.

    PostgreSQL checks foreign keys without row-level security, so with a plain key a row could point
    into another workspace; the composite key rules that out. The parent needs ``owned_constraint``.
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
