"""Logging in and staying so."""

from __future__ import annotations

from generated.models.auth import Credentials, KeySet, PublicKey, Refresh, Session
from generated.models.auth import Tokens as TokensBody
from generated.stubs.auth import LogInOk, RefreshTokensOk
from handlers.address import ADDRESS
from handlers.callers import subject_of
from handlers.passwords import Passwords
from handlers.roles import narrowed
from handlers.settings import Settings
from handlers.store import Store
from handlers.store.text import fold
from handlers.tokens import Tokens
from tenon.runtime.problem import TooManyRequests, Unauthorized

_CHALLENGE = {"WWW-Authenticate": "Bearer"}


class Auth:
    """The tokens of callers."""

    def __init__(
        self, store: Store, passwords: Passwords, tokens: Tokens, settings: Settings
    ) -> None:
        self._users = store.users
        self._sessions = store.sessions
        self._failures = store.login_failures
        self._passwords = passwords
        self._tokens = tokens
        self._settings = settings

    async def get_key_set(self) -> KeySet:
        """The keys that verify access tokens."""
        return KeySet(keys=[PublicKey(**key) for key in self._tokens.keys.public()])

    async def log_in(self, body: Credentials) -> LogInOk:
        """Tokens for a name and a password."""
        name, address = f"name {fold(body.username)}", f"address {ADDRESS.get()}"
        await self._may_try(name, address)
        account = await self._users.account_of(body.username)
        kept = account.password_hash if account else None
        right, rehashed = await self._passwords.verify(body.password, kept)
        if account is None or not right or not account.is_active:
            raise _wrong()
        lifetime = self._settings.refresh_token_s
        token = await self._sessions.begin(account, body.scope, lifetime, rehashed=rehashed)
        if token is None:
            raise _wrong()
        await self._failures.succeed(name, address)
        given = self._given(account.id, account.role, body.scope, token)
        return LogInOk(given, cache_control="no-store")

    async def refresh_tokens(self, body: Refresh) -> RefreshTokensOk:
        """New tokens for a refresh token."""
        found = await self._sessions.renew(body.refresh_token, self._settings.refresh_token_s)
        if found is None:
            raise Unauthorized("The refresh token is not valid: log in again.", headers=_CHALLENGE)
        given = self._given(found.user_id, found.role, found.scope, found.token)
        return RefreshTokensOk(given, cache_control="no-store")

    async def log_out(self, body: Session) -> None:
        """End a session."""
        await self._sessions.end(body.refresh_token)

    async def _may_try(self, name: str, address: str) -> None:
        free = {
            name: self._settings.login_free_failures,
            address: self._settings.login_free_failures_by_address,
        }
        if wait := await self._failures.attempt(free):
            raise TooManyRequests(
                f"Too many failed logins: try again in {wait} seconds.",
                headers={"Retry-After": str(wait)},
            )

    def _given(self, user_id: int, role: str, asked: str, refresh_token: str) -> TokensBody:
        scopes = narrowed(role, asked)
        return TokensBody(
            access_token=self._tokens.issue(subject_of(user_id), scopes, [role]),
            token_type="Bearer",  # noqa: S106 - a kind, not a secret
            expires_in=self._tokens.lifetime_s,
            refresh_token=refresh_token,
            scope=" ".join(sorted(scopes)),
        )


def _wrong() -> Unauthorized:
    """One refusal for all reasons: it does not tell whether there is such a user."""
    return Unauthorized("The name or the password is wrong.", headers=_CHALLENGE)
