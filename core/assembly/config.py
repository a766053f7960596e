"""Every setting of an instance: typed, read from the environment once, refused when unsafe."""

from __future__ import annotations

import os
import re
import secrets
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.assembly.mail import mail_server
from core.embedded.addresses import (
    kept_broker_address,
    kept_database_address,
    kept_owner_address,
)

BASE_DIR = Path(__file__).resolve().parents[2]
SHORTEST_SECRET = 32
OURS = "VITRINE_"
# Names with our prefix that are not settings but may appear in the environment.
NO_SETTINGS = frozenset(
    {
        # Docker Compose builds the addresses from these.
        *("VITRINE_DB_PASSWORD", "VITRINE_DB_APP_PASSWORD", "VITRINE_DB_ADMIN_PASSWORD"),
        "VITRINE_REDIS_PASSWORD",
        "VITRINE_KEY",  # a caller's key, in the examples of the API's docs
        *("VITRINE_TEST_DB", "VITRINE_BENCH_DATA"),
    }
)
# How Kubernetes tells a container where its neighbouring services are.
LINK = re.compile(r"_SERVICE_(HOST|PORT)|_PORT(_\d+_|$)")
OPENAI_DIMENSIONS = {
    "text-embedding-3-small": 1_536,
    "text-embedding-3-large": 3_072,
    "text-embedding-ada-002": 1_536,
}


class Config(BaseSettings):
    """The environment variables Vitrine honours, with their defaults.

    Raises ``pydantic.ValidationError`` at start-up for values that cannot work or are not safe,
    and for names that begin with ``VITRINE_`` but are not settings; no error repeats a value.
    """

    model_config = SettingsConfigDict(
        case_sensitive=False, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    database_url: str = Field("", description="postgresql://user:password@host:port/name")
    database_owner_url: SecretStr = Field(
        SecretStr(""),
        description="the same database by its owner's login, for migrations and indexes; "
        "the web is not given it",
    )
    redis_url: str = Field("", description="redis://:password@host:port/0")
    vitrine_data_dir: Path = Field(BASE_DIR / ".data", description="files the instance keeps")
    vitrine_secret_key: SecretStr = Field(
        SecretStr(""), description="signs sessions and seals provider keys; made once when empty"
    )
    vitrine_base_url: str = Field(
        "", description="the public address, such as https://demos.example"
    )
    vitrine_debug: bool = Field(False, description="tracebacks in the browser; laptops only")
    vitrine_db_role: Literal["app", "owner"] = Field(
        "app", description="owner: migrations; app: everything else, under row-level security"
    )
    vitrine_admin_database_url: SecretStr = Field(
        SecretStr(""), description="a superuser's database, by which compose makes ours"
    )
    vitrine_db_pool: int = Field(0, ge=0, le=200, description="connections a web process pools")
    vitrine_signup_open: bool = Field(True, description="whether strangers may sign up")
    vitrine_allow_private_providers: bool = Field(
        False, description="let members name provider addresses inside your own network"
    )
    vitrine_max_upload_mb: int = Field(50, ge=1, le=500, description="largest document, in MB")
    vitrine_ocr: str = Field(
        "auto",
        description="the tesseract that reads scans: auto looks on PATH; off; or its name or path",
    )
    vitrine_email_url: SecretStr = Field(
        SecretStr(""),
        description="smtp://user:password@host:587?tls=1 or smtps://…; empty: nothing is sent",
    )
    vitrine_from_email: str = Field("Vitrine <vitrine@localhost>", description="sender of mail")
    vitrine_api_rate_per_minute: int = Field(600, ge=1, description="API calls a key may make")
    openai_api_key: SecretStr = Field(SecretStr(""), description="instance-wide provider key")
    openai_base_url: str = Field("", description="an OpenAI-compatible endpoint")
    openai_model: str = Field("gpt-4o-mini", description="the chat model asked for")
    openai_embedding_model: str = Field(
        "", description="the embedding model of new projects; the local one when empty"
    )
    openai_embedding_dimensions: int | None = Field(
        None, ge=1, le=4_000, description="of its vectors; needed unless it is OpenAI's own"
    )
    openai_rerank_model: str = Field("", description="the model behind the endpoint's /rerank")
    port: int = Field(8000, ge=1, le=65535, description="where the site listens")

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def _postgresql_only(cls, value: str | SecretStr) -> str | SecretStr:
        url = value.get_secret_value() if isinstance(value, SecretStr) else value
        if url and not url.startswith(("postgres://", "postgresql://")):
            raise ValueError("must be a postgresql:// address; Vitrine runs on PostgreSQL only")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis_only(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must be a redis:// or rediss:// address")
        return value

    @field_validator("vitrine_base_url", "openai_base_url")
    @classmethod
    def _whole_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("must be a whole address, with http:// or https:// before the host")
        return value

    @field_validator("vitrine_email_url")
    @classmethod
    def _mail_server(cls, value: SecretStr) -> SecretStr:
        mail_server(value.get_secret_value())
        return value

    @field_validator("vitrine_data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @model_validator(mode="after")
    def _refuse_unknown_names(self) -> Self:
        """Refuse a mistyped name: it would leave a default in force, such as open sign-up."""
        known = sorted(name.upper() for name in type(self).model_fields)
        for name in sorted(map(str.upper, os.environ)):
            if _is_ours(name) and name not in NO_SETTINGS.union(known):
                near = get_close_matches(name, known, n=1)
                meant = f"; did you mean {near[0]}?" if near else ""
                raise ValueError(f"{name} is not a setting{meant}")
        return self

    @model_validator(mode="after")
    def _refuse_unsafe(self) -> Self:
        secret = self.vitrine_secret_key.get_secret_value()
        if secret and len(secret) < SHORTEST_SECRET:
            raise ValueError(f"VITRINE_SECRET_KEY must have at least {SHORTEST_SECRET} characters")
        if self.vitrine_debug and self.vitrine_base_url.startswith("https://"):
            raise ValueError("VITRINE_DEBUG must be off on a public https:// instance")
        return self

    @model_validator(mode="after")
    def _refuse_two_databases(self) -> Self:
        owner = self.database_owner_url.get_secret_value()
        if owner and urlsplit(owner).path != urlsplit(self.database_url).path:
            raise ValueError("DATABASE_OWNER_URL must name the same database as DATABASE_URL")
        return self

    @model_validator(mode="after")
    def _dimensions_are_known(self) -> Self:
        name = self.openai_embedding_model
        if name and not self.openai_embedding_dimensions and name not in OPENAI_DIMENSIONS:
            raise ValueError(
                f"OPENAI_EMBEDDING_DIMENSIONS must say how long the vectors of {name} are"
            )
        return self

    @property
    def database_address(self) -> str:
        """Return PostgreSQL's address: as configured, our own server's, or the local default."""
        kept = self.database_url or kept_database_address(self.vitrine_data_dir)
        return kept or "postgresql://vitrine@127.0.0.1:5432/vitrine"

    @property
    def owner_address(self) -> str:
        """Return the owner's own login; empty if unknown or the same as the app's."""
        if self.database_url:
            return self.database_owner_url.get_secret_value()
        return kept_owner_address(self.vitrine_data_dir)

    @property
    def migrating_address(self) -> str:
        """Return the address that may change tables: the owner's, or the only one there is."""
        return self.owner_address or self.database_address

    @property
    def redis_address(self) -> str:
        """Return Redis' address: as configured, our own server's, or the local default."""
        kept = self.redis_url or kept_broker_address(self.vitrine_data_dir)
        return kept or "redis://127.0.0.1:6379/0"

    @property
    def secret_key(self) -> str:
        """Return the configured secret, or the one kept in the data folder, made on first use."""
        return self.vitrine_secret_key.get_secret_value() or _kept_secret(self.vitrine_data_dir)


def _is_ours(name: str) -> bool:
    return name.startswith(OURS) and not LINK.search(name)


def _kept_secret(data_dir: Path) -> str:
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"secret_key.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass  # another process was first; use its secret
        finally:
            draft.unlink()
    return path.read_text().strip()


@lru_cache(maxsize=1)
def get_config() -> Config:
    """Return the configuration of this process."""
    return Config()


def refusal() -> str:
    """Return why this process may not start, one line for each setting; empty if it may."""
    try:
        get_config()
    except ValidationError as error:
        return "\n".join(
            f"{'.'.join(map(str, found['loc'])).upper() or 'Configuration'}: "
            f"{found['msg'].removeprefix('Value error, ')}"
            for found in error.errors(include_url=False, include_input=False)
        )
    return ""
