# Generated from openapi/schemas/auth.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: auth."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from tenon.runtime.model import BoundedDecimal, Date, DateTime, Model
from typing_extensions import TypeAliasType


class PublicKey(Model):
    """A public key (RFC 7517), whose other members depend on its kind (RFC 7518)."""

    kty: Literal["OKP", "EC", "RSA"]
    """The kind of key."""
    kid: Annotated[str, Field(max_length=200)]
    """The name of the key, which tokens that it signed carry."""
    use: Literal["sig"]
    """What it is for."""
    alg: Annotated[str, Field(max_length=50)]
    """The one algorithm that it is used with."""


Scope = TypeAliasType("Scope", Annotated[str, Field(max_length=500)])
"""Scopes, separated by spaces; when empty, all that the caller's role permits."""


RefreshToken = TypeAliasType("RefreshToken", Annotated[str, Field(max_length=200, min_length=1)])
"""What new tokens are given for, once."""


class KeySet(Model):
    """Public keys (RFC 7517)."""

    keys: list[PublicKey]
    """The keys, the one that signs now first."""


class Credentials(Model):
    """A name and a password."""

    model_config = ConfigDict(
        extra="forbid",
    )
    grant_type: Literal["password"] = "password"
    """The grant (RFC 6749, section 4.3.2)."""
    username: Annotated[str, Field(max_length=100, min_length=1)]
    """The name that was registered, in upper or lower case."""
    password: Annotated[str, Field(max_length=128, min_length=1)]
    """The password that belongs to it."""
    scope: Scope = ""


class Tokens(Model):
    """What a caller who has logged in holds (RFC 6749, section 5.1)."""

    access_token: Annotated[str, Field(max_length=8000)]
    """What to send as `Authorization` after the word Bearer."""
    token_type: Literal["Bearer"]
    """How the access token is sent."""
    expires_in: Annotated[int, Field(ge=1, le=86400)]
    """How many seconds the access token holds."""
    refresh_token: RefreshToken
    scope: Scope
    """What the access token permits."""


class Refresh(Model):
    """A refresh token, to be changed for new tokens."""

    model_config = ConfigDict(
        extra="forbid",
    )
    grant_type: Literal["refresh_token"] = "refresh_token"
    """The grant (RFC 6749, section 6)."""
    refresh_token: RefreshToken


class Session(Model):
    """A session, by its refresh token."""

    model_config = ConfigDict(
        extra="forbid",
    )
    refresh_token: RefreshToken
