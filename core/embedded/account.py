"""Which user the private servers run as: PostgreSQL refuses root, so root picks another."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from core.embedded.errors import ServiceError

# First a user made for Vitrine, then Debian's for PostgreSQL; nobody exists everywhere.
ORDINARY_USERS = ("vitrine", "postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An ordinary user that root starts servers as."""

    name: str
    uid: int
    gid: int

    def can_enter(self, folder: Path) -> bool:
        """Return whether this user can enter ``folder``, found by trying it."""
        probe = subprocess.run(
            ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)],
            user=self.uid,
            group=self.gid,
            extra_groups=[],
            stderr=subprocess.DEVNULL,
            check=False,
        )
        return probe.returncode == 0

    def own(self, path: Path) -> None:
        """Make this user the owner of ``path``."""
        os.chown(path, self.uid, self.gid)


def service_account() -> Account | None:
    """Return the user to drop to, or None if this process is not root.

    Raises:
        ServiceError: the process is root and the machine has no ordinary user to run as.
    """
    if os.geteuid() != 0:
        return None
    for name in ORDINARY_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    raise ServiceError(
        "PostgreSQL does not run as root, and there is no user to run it as. "
        "Make one: useradd --system vitrine"
    )
