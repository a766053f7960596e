"""What the role that serves requests may do with tables, none of which it owns."""

from __future__ import annotations

from typing import Any

from django.db import connections

GRANTS = """
GRANT USAGE ON SCHEMA public TO vitrine_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO vitrine_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO vitrine_app;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM vitrine_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO vitrine_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO vitrine_app;
DO $body$ BEGIN
    -- Everybody may make temporary tables and functions, which nothing here needs.
    IF (SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database())
    THEN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    END IF;
END $body$;
"""


def grant_app_role(*, using: str, **_: Any) -> None:
    """Let the app role read and write rows and nothing else; the owner runs it after migrations."""
    with connections[using].cursor() as cursor:
        cursor.execute(GRANTS)
