"""How mail leaves."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class MailSettings(BaseSettings):
    """How mail leaves."""

    smtp_host: str | None = Field(
        None, description="The mail server; without one, mail is written under <var_dir>/outbox."
    )
    smtp_port: int = Field(587, ge=1, le=65_535, description="The port of the mail server.")
    smtp_security: Literal["none", "starttls", "tls"] = Field(
        "starttls", description="How the connection to the mail server is protected."
    )
    smtp_username: str | None = Field(None, description="The name to log in to it with, if any.")
    smtp_password: SecretStr | None = Field(None, description="The password to that name.")
    smtp_timeout_s: float = Field(
        10.0, gt=0, description="Seconds that the mail server has for each answer."
    )
    mail_from: str = Field(
        "Book Management API <books@localhost>", description="Whom mail comes from."
    )
