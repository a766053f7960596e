"""What an earlier start has already prepared, so that this one need not repeat it.

Asking Django whether migrations or static files are up to date takes a second or two each; a
fingerprint of the files that determine it takes milliseconds.
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
LAYERS: Final = ("core", "projects", "ai_features")


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
    """What has been prepared, compared with what should be."""

    data_dir: Path
    asking_url: str
    kept: Prepared
    database: str
    migrations: str
    static: str

    @property
    def files_unchanged(self) -> bool:
        """Whether there is nothing to prepare, judging by the files alone."""
        return self._same_migrations and not self.needs_static

    @property
    def needs_static(self) -> bool:
        """Whether static files need collecting."""
        return self.kept.static != self.static

    @property
    def needs_sample(self) -> bool:
        """Whether this database has never been given its sample workspace."""
        return self.kept.sample != self.database

    def needs_migration(self) -> bool:
        """Return whether the database, which must be running, needs migrating."""
        return not self._same_migrations or self.kept.applied != self._applied()

    def migrated(self) -> None:
        """Record that the database is up to date."""
        self.kept.database, self.kept.migrations = self.database, self.migrations
        self.kept.applied = self._applied()
        self._save()

    def collected(self) -> None:
        """Record that the static files are up to date."""
        self.kept.static = self.static
        self._save()

    def sample_loaded(self) -> None:
        """Record that the sample workspace was loaded, so that deleting it is final."""
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
    """Compare the record in ``data_dir`` with the site's files."""
    return Freshness(
        data_dir=data_dir,
        asking_url=plan.owner_url or plan.database_url,
        kept=load_prepared(data_dir),
        database=identity_of(plan.database_url, own=plan.postgres is not None),
        migrations=migrations_mark(),
        static=static_mark(),
    )


def load_prepared(data_dir: Path) -> Prepared:
    """Return what was prepared; an empty record if it is missing or from another version."""
    try:
        return Prepared(**json.loads((data_dir / FILE).read_text()))
    except (OSError, ValueError, TypeError):
        return Prepared()


def identity_of(database_url: str, *, own: bool) -> str:
    """Return a name for the database that survives a new password, or a new port of our own."""
    if own:
        return "own"
    parts = urlsplit(database_url)
    return hashlib.sha256(f"{parts.hostname}:{parts.port}{parts.path}".encode()).hexdigest()


def migrations_mark() -> str:
    """Return a fingerprint of everything that determines which migrations exist."""
    files = (file for layer in LAYERS for file in (BASE_DIR / layer).rglob("migrations/*.py"))
    return _content_mark([LOCK, SETTINGS, *files])


def static_mark() -> str:
    """Return a fingerprint of the static files, by size and mtime because fonts are large."""
    files = sorted(path for path in (BASE_DIR / "static").rglob("*") if path.is_file())
    facts = [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    return hashlib.sha256("\n".join([_content_mark([LOCK, SETTINGS]), *facts]).encode()).hexdigest()


def applied_migrations(database_url: str) -> int:
    """Return how many migrations the database has applied; a restored dump may have fewer."""
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
