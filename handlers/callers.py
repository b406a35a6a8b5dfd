"""How callers become known: one authenticator for each security scheme of the contract."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from hmac import compare_digest

from handlers.refusals import unavailable
from handlers.roles import scopes_of
from handlers.settings.auth import ApiKey
from handlers.store import UnavailableError, UserStore
from handlers.tokens import Tokens, issuer_of
from tenon.runtime.problem import Unauthorized
from tenon.runtime.security import Authenticator, Principal

USER = "user:"


def subject_of(user_id: int) -> str:
    """The subject of a user of this service."""
    return f"{USER}{user_id}"


def user_id_of(subject: str) -> int | None:
    """The id of the user that a subject names; None when it names no user of this service."""
    digits = subject.removeprefix(USER)
    ours = subject.startswith(USER) and digits.isascii() and digits.isdigit()
    return int(digits) if ours else None


class Signed:
    """Knows whom a token of this service names, by its signature and its claims alone.

    Tokens of the `others` (issuers) are left to who knows those.
    """

    def __init__(self, tokens: Tokens, others: Collection[str] = ()) -> None:
        self._tokens = tokens
        self._others = frozenset(others)

    def __call__(self, text: str) -> Principal | None:
        """Who the token says it is. Raises Unauthorized."""
        if issuer_of(text) in self._others:
            return None
        claims = self._tokens.verify(text)
        subject, until = claims.subject, claims.expires_at
        return Principal(subject, claims.scopes, claims=claims.all, expires_at=until)


class OwnTokens:
    """Knows the bearer of a token of this service: a user who may still log in.

    What a token permits is never more than its owner's role does now.
    """

    def __init__(self, signed: Authenticator, users: UserStore) -> None:
        """Ask `signed` whom a token names, and `users` how they stand now."""
        self._signed = signed
        self._users = users

    async def __call__(self, text: str) -> Principal | None:
        """Who bears the token."""
        answer = self._signed(text)
        named = answer if answer is None or isinstance(answer, Principal) else await answer
        if named is None:
            return None
        user_id = user_id_of(named.subject)
        try:
            account = None if user_id is None else await self._users.account(user_id)
        except UnavailableError as fault:
            raise unavailable() from fault
        if account is None or not account.is_active:
            raise Unauthorized("The user of this token may not log in any more.")
        scopes = named.scopes & scopes_of([account.role])
        return replace(named, scopes=scopes, name=account.name)


class ApiKeys:
    """Knows programs by the keys that the settings name: `key:<name>`, with the role of each."""

    def __init__(self, keys: Sequence[ApiKey]) -> None:
        self._known = [
            (
                key.sha256.lower().encode(),
                Principal(f"key:{key.name}", scopes_of([key.role]), key.name),
            )
            for key in keys
        ]

    def __call__(self, text: str) -> Principal:
        """Whose key it is; every key is compared, so that time tells nothing."""
        sent = key_hash(text).encode()
        matching = [who for known, who in self._known if compare_digest(known, sent)]
        if not matching:
            raise Unauthorized("The API key is not known.")
        return matching[0]


def key_hash(key: str) -> str:
    """An API key as the settings know it: SHA-256 in hexadecimal; 256 random bits need no more."""
    return hashlib.sha256(key.encode()).hexdigest()
