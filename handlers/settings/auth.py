"""Who may ask, and how they are known."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings


class ApiKey(BaseModel):
    """A key that a program holds: `sha256` is its hash, in hexadecimal."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9._-]+$")
    role: Literal["viewer", "editor", "admin"]
    sha256: str = Field(pattern=r"^[0-9a-fA-F]{64}$", repr=False)


class AuthSettings(BaseSettings):
    """Who may ask, and how they are known."""

    auth_enabled: bool = Field(
        True, description="Whether callers must be known where the contract says so."
    )
    auth_keys: SecretStr | None = Field(
        None,
        description="The keys that sign access tokens, a JWK set of private keys as JSON: the "
        "first signs, all verify. `python -m handlers.keys signing` makes one. When not set, one "
        "is made and kept in <var_dir>/auth.keys; production must set it.",
    )
    auth_issuer: str = Field(
        "book-management-api", min_length=1, description="Who signs access tokens (`iss`)."
    )
    auth_audience: str = Field(
        "book-management-api", min_length=1, description="Whom access tokens are for (`aud`)."
    )
    access_token_s: int = Field(
        900, ge=1, le=86_400, description="Seconds that an access token holds."
    )
    refresh_token_s: int = Field(
        1_209_600, ge=1, description="Seconds after its last use that a session ends."
    )
    recheck_s: float = Field(
        30.0,
        ge=0,
        description="Seconds after which it is looked at anew whether the user of a token may "
        "still log in, so the longest that one who was barred is let in by another process.",
    )
    password_time_cost: int = Field(3, ge=1, description="Passes of Argon2 over its memory.")
    password_memory_kib: int = Field(
        65_536, ge=32, description="Memory of one Argon2 hash, in KiB."
    )
    password_threads: int = Field(
        2, ge=1, le=64, description="How many passwords are hashed at a time."
    )
    login_free_failures: int = Field(
        5, ge=1, description="Failed logins of one name before the next must wait, ever longer."
    )
    login_free_failures_by_address: int = Field(
        50, ge=1, description="Failed logins from one address before the next must wait."
    )
    oidc_issuer: str | None = Field(
        None, description="The OpenID Connect issuer whose tokens are taken too."
    )
    oidc_client_id: str | None = Field(
        None, description="The audience that tokens of that issuer must be for."
    )
    oidc_role_claim: str = Field(
        "roles", min_length=1, description="The claim of roles, with dots between its levels."
    )
    api_keys: tuple[ApiKey, ...] = Field(
        (),
        description="Keys of programs as JSON: [{name, role, sha256}]. `python -m handlers.keys "
        "api NAME ROLE` makes one.",
    )
    admin_username: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9]{3,50}$",
        description="The admin that is added at the start when there is none.",
    )
    admin_email: str | None = Field(None, description="That admin's e-mail address.")
    admin_password: SecretStr | None = Field(
        None, min_length=8, max_length=128, description="That admin's password."
    )
