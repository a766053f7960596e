"""Bring a server's database and static files up to date: the `migrate` service of compose.

With VITRINE_ADMIN_DATABASE_URL it first creates the logins, the database and the vector type.
"""

from __future__ import annotations

import os
import sys

from core.assembly.config import Config, get_config
from core.embedded.bootstrap import make_database, prepare_database
from core.embedded.errors import ServiceError


def main() -> int:
    """Prepare the database, then migrate and collect; return the exit code."""
    config = get_config()
    try:
        _prepare(config)
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1
    return _django()


def _prepare(config: Config) -> None:
    app_url, owner_url = config.database_address, config.owner_address
    if admin_url := config.vitrine_admin_database_url.get_secret_value():
        make_database(
            admin_url, owner_url=owner_url or app_url, app_url=app_url if owner_url else ""
        )
    prepare_database(app_url, owner_url=owner_url)


def _django() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.assembly.settings")
    os.environ["VITRINE_DB_ROLE"] = "owner"
    get_config.cache_clear()
    import django  # noqa: PLC0415  (settings are read here, as the owner)
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", interactive=False)
    call_command("collectstatic", interactive=False, verbosity=0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
