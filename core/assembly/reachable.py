"""Whether the database answers a command, asked before Django makes a secret key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import psycopg

from core.assembly.config import get_config

# Those that an operator types while the site is running.
ASKING: Final = frozenset({"create_key", "changepassword", "turn_off_second_step"})
PATIENCE_SECONDS: Final = 10


def unreachable(arguments: Sequence[str]) -> str:
    """Return why the command cannot reach the site's database; empty if it can or need not."""
    if not ASKING.intersection(arguments[:1]):
        return ""
    config = get_config()
    try:
        psycopg.connect(config.database_address, connect_timeout=PATIENCE_SECONDS).close()
    except psycopg.OperationalError:
        place = "named by DATABASE_URL" if config.database_url else f"of {config.vitrine_data_dir}"
        return (
            f"The database {place} does not answer. Start the site, and give this command the same "
            "VITRINE_DATA_DIR or DATABASE_URL as the site."
        )
    return ""
