"""Where the service runs, what it listens on, and how much it takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

from handlers.cursor import kept_key


def _default_database_url(settings: dict[str, Any]) -> str:
    return f"sqlite:///{settings.get('var_dir', 'var')}/books.db"


def _default_check_replies(settings: dict[str, Any]) -> bool:
    return settings.get("environment") != "production"


def _default_start_without_database(settings: dict[str, Any]) -> bool:
    url = settings.get("database_url") or ""
    return settings.get("environment") == "production" and not url.startswith("sqlite")


class CoreSettings(BaseSettings):
    """The settings that every deployment thinks of first."""

    environment: Literal["development", "test", "production"] = Field(
        "development", description="Where the service runs; production checks less and tells less."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least serious log line that is written."
    )
    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on; 0 takes any.")
    var_dir: Path = Field(
        Path("var"), description="The folder of what the service writes: database, cursor key."
    )
    database_url: str = Field(
        default_factory=_default_database_url,
        description="sqlite:///<file> or postgresql://<user>@<host>/<database>.",
    )
    start_without_database: bool = Field(
        default_factory=_default_start_without_database,
        description="Whether to serve, and refuse with 503, until a PostgreSQL that does not "
        "answer at the start comes; when not set: in production only. Else that ends the process.",
    )
    redis_url: str | None = Field(
        None,
        description="redis://<host>:<port>/<number>, by which several processes tell each other "
        "what happened; when not set: PostgreSQL, or the file of SQLite.",
    )
    sample_data: bool = Field(
        True, description="Whether an empty, new catalogue is filled with sample books, once."
    )
    cursor_key: SecretStr | None = Field(
        None,
        min_length=16,
        description="The secret that signs cursors; several hosts must share it. "
        "When not set, one is made and kept in <var_dir>/cursor.key.",
    )
    check_replies: bool = Field(
        default_factory=_default_check_replies,
        description="Whether each reply is checked against the contract before it leaves; "
        "when not set: everywhere but in production.",
    )
    max_body_bytes: int = Field(
        1_048_576, ge=0, description="The longest request body that is read; a longer one gets 413."
    )
    max_json_depth: int = Field(
        64, ge=1, description="How deeply a JSON body may nest; a deeper one gets 400."
    )
    header_timeout_s: float = Field(
        10.0, gt=0, description="Seconds within which a request's header must be complete."
    )
    keep_alive_s: int = Field(
        5, ge=0, description="Seconds an idle connection is kept open for the next request."
    )

    shutdown_s: int = Field(
        10, ge=0, description="Seconds that requests may take to end when the process is told to."
    )
    web_workers: int = Field(
        1, ge=1, le=256, description="How many processes serve, on one socket."
    )

    def cursor_secret(self) -> bytes:
        """The key that signs cursors: the one that is set, or the one kept under `var_dir`."""
        if self.cursor_key is not None:
            return self.cursor_key.get_secret_value().encode()
        return kept_key(self.var_dir / "cursor.key")
