"""What a former start has done already, so that this one need not do it again.

Asking Django whether migrations or static files are up to date takes a second or two each; a
fingerprint of the files that decide it takes milliseconds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from core.assembly.config import BASE_DIR
from core.embedded.record import write_private
from core.embedded.services import Plan

FILE: Final = "prepared.json"
LOCK: Final = BASE_DIR / "requirements" / "runtime.txt"
SETTINGS: Final = BASE_DIR / "core" / "assembly" / "settings.py"
FLOORS: Final = ("core", "projects", "ai_features")


@dataclass
class Prepared:
    """Fingerprints of the last successful preparation of one data folder."""

    database: str = ""
    migrations: str = ""
    applied: int = -1
    static: str = ""
    sample: str = ""


@dataclass
class Freshness:
    """What is prepared, beside what ought to be."""

    data_dir: Path
    asking_url: str
    kept: Prepared
    database: str
    migrations: str
    static: str

    @property
    def files_unchanged(self) -> bool:
        """Whether, by the files alone, there is nothing to prepare."""
        return self._same_migrations and not self.needs_static

    @property
    def needs_static(self) -> bool:
        """Whether static files are to be collected."""
        return self.kept.static != self.static

    @property
    def needs_sample(self) -> bool:
        """Whether this database has not had its sample workspace."""
        return self.kept.sample != self.database

    def needs_migration(self) -> bool:
        """Return whether the database, which must answer, is to be migrated."""
        return not self._same_migrations or self.kept.applied != self._applied()

    def migrated(self) -> None:
        """Note that the database is up to date."""
        self.kept.database, self.kept.migrations = self.database, self.migrations
        self.kept.applied = self._applied()
        self._save()

    def collected(self) -> None:
        """Note that the static files are up to date."""
        self.kept.static = self.static
        self._save()

    def sample_loaded(self) -> None:
        """Note that the sample workspace is there, so that deleting it is final."""
        self.kept.sample = self.database
        self._save()

    @property
    def _same_migrations(self) -> bool:
        kept = (self.kept.database, self.kept.migrations)
        return kept == (self.database, self.migrations)

    def _applied(self) -> int:
        return applied_migrations(self.asking_url)

    def _save(self) -> None:
        write_private(self.data_dir / FILE, json.dumps(asdict(self.kept)))


def look(data_dir: Path, plan: Plan) -> Freshness:
    """Compare the notes of ``data_dir`` with the files of the site."""
    return Freshness(
        data_dir=data_dir,
        asking_url=plan.owner_url or plan.database_url,
        kept=load_prepared(data_dir),
        database=identity_of(plan.database_url, own=plan.postgres is not None),
        migrations=migrations_mark(),
        static=static_mark(),
    )


def load_prepared(data_dir: Path) -> Prepared:
    """Return what was prepared; nothing when the notes are missing or of another version."""
    try:
        return Prepared(**json.loads((data_dir / FILE).read_text()))
    except (OSError, ValueError, TypeError):
        return Prepared()


def identity_of(database_url: str, *, own: bool) -> str:
    """Return a name for the database that its password and our port do not change."""
    if own:
        return "own"
    parts = urlsplit(database_url)
    return hashlib.sha256(f"{parts.hostname}:{parts.port}{parts.path}".encode()).hexdigest()


def migrations_mark() -> str:
    """Return a fingerprint of everything that decides which migrations exist."""
    files = (file for floor in FLOORS for file in (BASE_DIR / floor).rglob("migrations/*.py"))
    return _content_mark([LOCK, SETTINGS, *files])


def static_mark() -> str:
    """Return a fingerprint of the static files, by size and time: fonts are large."""
    files = sorted(path for path in (BASE_DIR / "static").rglob("*") if path.is_file())
    facts = [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    return hashlib.sha256("\n".join([_content_mark([LOCK, SETTINGS]), *facts]).encode()).hexdigest()


def applied_migrations(database_url: str) -> int:
    """Return how many migrations the database says it has; a restored dump has fewer."""
    import psycopg  # noqa: PLC0415  (loaded while the servers start)

    with psycopg.connect(database_url) as connection:
        table = connection.execute("SELECT to_regclass('django_migrations')").fetchone()
        if table is None or table[0] is None:
            return 0
        row = connection.execute("SELECT count(*) FROM django_migrations").fetchone()
        return int(row[0]) if row else 0


def _content_mark(files: Iterable[Path]) -> str:
    mark = hashlib.sha256()
    for path in sorted(files):
        mark.update(str(path.relative_to(BASE_DIR)).encode())
        mark.update(path.read_bytes())
    return mark.hexdigest()
