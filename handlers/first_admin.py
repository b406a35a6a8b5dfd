"""The first admin: somebody must be one before anybody can be made one."""

from __future__ import annotations

import secrets
import sys

from handlers.cursor import kept_key
from handlers.passwords import Passwords
from handlers.settings import Settings
from handlers.store import Store, UserDraft

_BY = "start"


async def ensure_admin(store: Store, passwords: Passwords, settings: Settings) -> None:
    """Add an admin where there is none.

    It is the one that the settings name. In development with sample data it is `admin`, whose
    password is made up, printed once, and kept in `<var_dir>/admin.password`. Otherwise there is
    none. Raises ValueError when the settings name one only in part.
    """
    named = _named(settings)
    made_up = named is None and settings.sample_data and settings.environment == "development"
    if not (named or made_up) or await store.users.has_admin():
        return
    username, email, password = named or ("admin", "admin@books.example", _made_up(settings))
    password_hash = await passwords.hash(password)
    draft = UserDraft(username=username, email=email, password_hash=password_hash, role="admin")
    added = await store.users.add_first_admin(draft, by=_BY)
    if added and made_up:
        place = settings.var_dir / "admin.password"
        print(
            f"The admin is {username}, the password {password} (kept in {place})", file=sys.stderr
        )


def _named(settings: Settings) -> tuple[str, str, str] | None:
    password = settings.admin_password
    given = (settings.admin_username, settings.admin_email, password)
    if not any(given):
        return None
    if settings.admin_username and settings.admin_email and password:
        return settings.admin_username, settings.admin_email, password.get_secret_value()
    raise ValueError("ADMIN_USERNAME, ADMIN_EMAIL and ADMIN_PASSWORD go together")


def _made_up(settings: Settings) -> str:
    made = kept_key(
        settings.var_dir / "admin.password", lambda: f"A1{secrets.token_urlsafe(18)}".encode()
    )
    return made.decode()
