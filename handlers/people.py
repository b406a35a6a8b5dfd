"""All that lets callers in, composed: passwords, tokens, mail, and who knows whom."""

from __future__ import annotations

from collections.abc import Mapping

from generated.routers.auth import auth_router
from generated.routers.users import users_router
from handlers.after import After
from handlers.auth import Auth
from handlers.callers import ApiKeys, OwnTokens, Signed
from handlers.cursor import kept_key
from handlers.first_admin import ensure_admin
from handlers.mail import Mail
from handlers.oidc import Oidc
from handlers.oidc_keys import IssuerKeys
from handlers.passwords import Passwords
from handlers.settings import Settings
from handlers.signing import SigningKeys, new_key_set
from handlers.store import Store
from handlers.tokens import Tokens
from handlers.users import Users
from tenon.runtime.router import ContractRouter
from tenon.runtime.security import Authenticator, Principal, Remembered


class People:
    """The routers and authenticators of people; usable between `open` and `close`.

    Raises ValueError when the settings contradict themselves.
    """

    def __init__(self, store: Store, settings: Settings, after: After) -> None:
        self._store = store
        self._settings = settings
        self._passwords = Passwords(
            settings.password_time_cost, settings.password_memory_kib, settings.password_threads
        )
        self._issuer_keys: IssuerKeys | None = None
        self._mail = Mail.of(settings)
        self._after = after
        keys = signing_keys(settings)
        issuer, audience = settings.auth_issuer, settings.auth_audience
        self.tokens = Tokens(keys, issuer, audience, settings.access_token_s)
        others = [settings.oidc_issuer] if settings.oidc_issuer else []
        # What is signed stays so until it expires; how its user stands is looked at more often.
        signed = Remembered(Signed(self.tokens, others))
        self._known = self._remembered(OwnTokens(signed, store.users))

    def authenticators(self) -> Mapping[str, Authenticator]:
        """Who knows the callers, by the security schemes of the contract."""
        return {
            "bearer": self._known,
            "oidc": Remembered(self._oidc()),
            "apiKey": self._remembered(ApiKeys(self._settings.api_keys)),
        }

    def routers(self) -> list[ContractRouter]:
        """What answers the operations on users and of logging in."""
        users = Users(self._store, self._passwords, self._mail, self._after, self._known)
        auth = Auth(self._store, self._passwords, self.tokens, self._settings)
        return [auth_router(auth), users_router(users)]

    async def open(self) -> None:
        """See that somebody is admin, once the store is open."""
        if self._settings.auth_enabled:
            await ensure_admin(self._store, self._passwords, self._settings)

    async def close(self) -> None:
        """Let go of threads and connections."""
        self._passwords.close()
        if self._issuer_keys is not None:
            await self._issuer_keys.close()

    def _remembered(self, authenticator: Authenticator) -> Remembered:
        return Remembered(authenticator, longest_s=self._settings.recheck_s)

    def _oidc(self) -> Authenticator:
        issuer, client_id = self._settings.oidc_issuer, self._settings.oidc_client_id
        if issuer is None:
            return _knows_nobody
        if client_id is None:
            raise ValueError("OIDC_CLIENT_ID must be set where OIDC_ISSUER is")
        self._issuer_keys = IssuerKeys(issuer)
        return Oidc(self._issuer_keys, issuer, client_id, self._settings.oidc_role_claim)


def signing_keys(settings: Settings) -> SigningKeys:
    """The keys that are set, or those kept under `var_dir`. Raises ValueError."""
    if settings.auth_keys is not None:
        keys = SigningKeys(settings.auth_keys.get_secret_value)
        _ = keys.signer  # a bad key shows now, not at the first login
        return keys
    if settings.environment == "production" and settings.auth_enabled:
        raise ValueError(
            "AUTH_KEYS must be set in production; `python -m handlers.keys signing` makes a key"
        )
    return SigningKeys(lambda: kept_key(settings.var_dir / "auth.keys", new_key_set).decode())


def _knows_nobody(_: str) -> Principal | None:
    return None
