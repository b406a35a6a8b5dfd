# Generated from openapi/paths/auth.yaml by `tenon generate`. Do not edit.
"""What a handler of the Auth operations must do."""

from typing import Literal, Protocol

from generated.models.auth import Credentials, KeySet, Refresh, Session, Tokens
from tenon.runtime.reply import Reply


class LogInOk(Reply[Tokens]):
    """200: The tokens."""

    status = 200

    def __init__(self, body: Tokens, *, cache_control: Literal["no-store"]) -> None:
        self.body = body
        self.headers = {"cache_control": cache_control}


class RefreshTokensOk(Reply[Tokens]):
    """200: The new tokens."""

    status = 200

    def __init__(self, body: Tokens, *, cache_control: Literal["no-store"]) -> None:
        self.body = body
        self.headers = {"cache_control": cache_control}


class AuthStub(Protocol):
    """Answers the Auth operations."""

    async def get_key_set(self) -> KeySet:
        """Read the public keys.

        Answers the keys that verify access tokens (RFC 7517), for gateways that do so.

        getKeySet: GET /.well-known/jwks.json
        """

    async def log_in(self, body: Credentials) -> LogInOk:
        """Log in.

        Answers an access token and a refresh token for a name and a password (RFC 6749,
        section 4.3); repeated failures make the next attempt wait.

        logIn: POST /api/v1/auth/login
        """

    async def refresh_tokens(self, body: Refresh) -> RefreshTokensOk:
        """Refresh tokens.

        Answers new tokens for a refresh token, which is used up by it; one that comes a
        second time was stolen or copied, so it ends the session (RFC 9700, section 4.14.2).

        refreshTokens: POST /api/v1/auth/refresh
        """

    async def log_out(self, body: Session) -> None:
        """Log out.

        Ends the session of a refresh token, also of one that is no longer known (RFC 7009,
        section 2.2); an access token ends by itself soon after.

        logOut: POST /api/v1/auth/logout
        """
