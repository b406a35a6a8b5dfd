"""What the settings say of people: keys, the first admin, programs."""

from __future__ import annotations

import asyncio
import json
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from pydantic import ValidationError

from handlers import fuzzing, keys
from handlers.callers import ApiKeys, key_hash, subject_of, user_id_of
from handlers.first_admin import ensure_admin
from handlers.passwords import Passwords
from handlers.people import signing_keys
from handlers.roles import ROLES, narrowed, scopes_of
from handlers.settings.auth import ApiKey
from handlers.signing import SigningKeys, new_key_set
from handlers.store import Store
from handlers.tokens import Tokens
from tenon.runtime.problem import ServiceUnavailable, Unauthorized
from tests.handlers.auth_api import LOGIN, USERS, auth_keys, protected, protected_app
from tests.handlers.book_api import AUTHORS, client, contract, settings

ROOT = Path(__file__).parents[2]


def key_set(*several: Any) -> str:
    return json.dumps({"keys": [key.as_dict(private=True) for key in several]})


# Signing keys


def test_without_keys_one_is_made_and_kept_for_its_owner_only(tmp_path: Path) -> None:
    first = signing_keys(settings("sqlite:///x", var_dir=tmp_path))
    assert not (tmp_path / "auth.keys").exists()  # not before it is needed
    token = Tokens(first, "i", "a").issue("user:1", ["books:write"])
    file = tmp_path / "auth.keys"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    second = signing_keys(settings("sqlite:///x", var_dir=tmp_path))
    assert Tokens(second, "i", "a").verify(token).subject == "user:1"


def test_production_without_keys_is_refused_with_a_remedy(tmp_path: Path) -> None:
    given = {"environment": "production", "var_dir": tmp_path, "cursor_key": "k" * 32}
    with pytest.raises(
        ValueError, match=r"AUTH_KEYS must be set in production; .python -m handlers.keys"
    ):
        signing_keys(settings("sqlite:///x", auth_enabled=True, **given))
    assert list(tmp_path.iterdir()) == []
    signing_keys(settings("sqlite:///x", auth_enabled=True, auth_keys=auth_keys(), **given))


async def test_the_service_does_not_start_in_production_without_keys(tmp_path: Path) -> None:
    variables = {"ENVIRONMENT": "production", "VAR_DIR": str(tmp_path), "PATH": ""}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tenon", "serve", "--port", "0",
        cwd=ROOT, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode != 0
    assert b"AUTH_KEYS must be set in production" in said
    assert b"Traceback" not in said


BAD_KEYS: dict[str, Callable[[], str]] = {
    "must be a JWK set as JSON": lambda: "not json",
    "with one key at least": lambda: "[]",
    "one key at least": lambda: '{"keys": []}',
    "key 1 is none of": lambda: '{"keys": ["x"]}',
    "1 is none of": lambda: '{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "!"}]}',
    "is none of": lambda: key_set(OctKey.generate_key(256)),
    "none of Ed25519": lambda: key_set(OKPKey.generate_key("X25519")),
    "key 1 is shorter than 2048 bits": lambda: key_set(RSAKey.generate_key(1024)),
    "key 1 signs, so it must have its private part": lambda: json.dumps(
        {"keys": [OKPKey.generate_key("Ed25519").as_dict(private=False)]}
    ),
    "same kid": lambda: key_set(*[OKPKey.generate_key("Ed25519", {"kid": "a"}) for _ in "ab"]),
}


@pytest.mark.parametrize("said", BAD_KEYS)
@pytest.mark.filterwarnings("ignore:Key size should be")
def test_bad_keys_are_refused_at_the_start_without_being_shown(said: str) -> None:
    text = BAD_KEYS[said]()
    with pytest.raises(ValueError, match=said) as refusal:
        signing_keys(settings("sqlite:///x", auth_keys=text))
    for secret in re.findall(r'"(?:d|k|x)": "([^"]{8,})"', text):
        assert secret not in str(refusal.value)


@pytest.mark.parametrize(
    ("make", "algorithm"),
    [
        (lambda: OKPKey.generate_key("Ed25519"), "Ed25519"),
        (lambda: ECKey.generate_key("P-256"), "ES256"),
        (lambda: ECKey.generate_key("P-384"), "ES384"),
        (lambda: RSAKey.generate_key(2048), "RS256"),
    ],
    ids=["Ed25519", "P-256", "P-384", "RSA"],
)
def test_keys_of_several_kinds_sign(make: Callable[[], Any], algorithm: str) -> None:
    text = key_set(make())
    tokens = Tokens(SigningKeys(lambda: text), "i", "a")
    assert tokens.verify(tokens.issue("user:1", [])).subject == "user:1"
    (public,) = tokens.keys.public()
    assert (public["alg"], public["use"]) == (algorithm, "sig")
    assert not {"d", "p", "q", "dp", "dq", "qi"} & public.keys()


def test_secrets_are_not_shown() -> None:
    given = {"auth_keys": auth_keys(), "admin_password": "Blue7Lantern", "smtp_password": "sesame"}
    shown = repr(settings("sqlite:///x", **given))
    assert json.loads(auth_keys())["keys"][0]["d"] not in shown
    assert "Blue7Lantern" not in shown
    assert "sesame" not in shown


# The first admin


async def test_the_admin_that_the_settings_name_is_added_once(url: str, tmp_path: Path) -> None:
    given = {
        "admin_username": "root1",
        "admin_email": "root@books.example",
        "admin_password": "Blue7Lantern",
        "var_dir": tmp_path,
    }
    for password in ("Blue7Lantern", "Another1Password"):  # the second start changes nothing
        async with protected_app(url, **given | {"admin_password": password}) as (app, store):
            found = await store.users.account_of("root1")
            assert found is not None
            assert (found.role, found.is_active) == ("admin", True)
            async with client(app) as api:
                login = {"username": "root1", "password": "Blue7Lantern"}
                token = (await api.post(LOGIN, json=login)).json()["access_token"]
                listed = await api.get(USERS, headers={"authorization": f"Bearer {token}"})
                assert listed.json()["total"] == 1
    assert not (tmp_path / "admin.password").exists()


async def test_in_development_an_admin_is_made_up_and_told_once(
    url: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    given = {"environment": "development", "sample_data": True, "var_dir": tmp_path}
    made = settings(url, auth_enabled=True, **given)
    store = Store(url)
    await store.open()
    passwords = Passwords(1, 32)
    for _ in range(2):
        await ensure_admin(store, passwords, made)
    file = tmp_path / "admin.password"
    password = file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert capfd.readouterr().err.count(password) == 1
    assert re.search(r"\d", password)
    assert re.search(r"[A-Z]", password)
    account = await store.users.account_of("admin")
    assert account is not None
    assert (await passwords.verify(password, account.password_hash))[0]
    passwords.close()
    await store.close()


@pytest.mark.parametrize(
    "given",
    [
        {"environment": "production", "sample_data": True, "auth_keys": auth_keys()},
        {"environment": "development", "sample_data": False},
    ],
    ids=["production", "without sample data"],
)
async def test_elsewhere_nobody_is_made_up(url: str, tmp_path: Path, given: dict[str, Any]) -> None:
    store, passwords = Store(url), Passwords(1, 32)
    await store.open()
    await ensure_admin(store, passwords, settings(url, var_dir=tmp_path, **given))
    assert not await store.users.has_admin()
    assert not (tmp_path / "admin.password").exists()
    passwords.close()
    await store.close()


async def test_an_admin_named_in_part_is_refused(url: str) -> None:
    store, passwords = Store(url), Passwords(1, 32)
    with pytest.raises(ValueError, match="go together"):
        await ensure_admin(store, passwords, settings(url, admin_username="root1"))
    passwords.close()


# Programs


async def test_a_program_is_known_by_its_key(url: str) -> None:
    key = "k" * 43
    entries = [
        {"name": "import", "role": "editor", "sha256": key_hash(key).upper()},
        {"name": "other", "role": "viewer", "sha256": "0" * 64},
    ]
    async with protected(url, api_keys=entries) as service, client(service.app) as api:
        headers = {"x-api-key": key}
        added = await api.post(AUTHORS, json={"name": "Ann"}, headers=headers)
        assert added.status_code == 201
        assert (await api.get(USERS, headers=headers)).status_code == 403
        assert (await api.get(f"{USERS}/me", headers=headers)).status_code == 404
        for wrong in (f"{key}x", key[:-1], key_hash(key), "0" * 64, key.upper()):
            reply = await api.post(AUTHORS, json={"name": "B"}, headers={"x-api-key": wrong})
            assert reply.status_code == 401


def test_a_program_is_named_and_has_the_scopes_of_its_role() -> None:
    known = ApiKeys([ApiKey(name="import", role="editor", sha256=key_hash("secret"))])
    principal = known("secret")
    assert (principal.subject, principal.name) == ("key:import", "import")
    assert principal.scopes == ROLES["editor"]
    with pytest.raises(Unauthorized):
        known("Secret")


@pytest.mark.parametrize(
    "entry",
    [
        {"name": "a", "role": "owner", "sha256": "0" * 64},
        {"name": "a", "role": "admin", "sha256": "secret"},
        {"name": "", "role": "admin", "sha256": "0" * 64},
        {"name": "a", "role": "admin", "key": "secret", "sha256": "0" * 64},
    ],
    ids=["role", "hash", "name", "more"],
)
def test_a_bad_entry_of_a_key_is_refused(entry: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="api_keys"):
        settings("sqlite:///x", api_keys=[entry])


def test_the_helper_makes_keys_that_work(capsys: pytest.CaptureFixture[str]) -> None:
    keys.main(["api", "import", "viewer"])
    _, key, _, entry = capsys.readouterr().out.splitlines()
    assert ApiKeys([ApiKey.model_validate_json(entry)])(key).subject == "key:import"
    keys.main(["signing"])
    text = capsys.readouterr().out.strip().removeprefix("AUTH_KEYS=")
    assert signing_keys(settings("sqlite:///x", auth_keys=text)).signer.kid


# Roles


def test_roles_permit_what_the_contract_asks_for() -> None:
    asked = {
        scope
        for operation in contract().operations
        for way in operation.security
        for scopes in way.values()
        for scope in scopes
    }
    assert asked <= ROLES["admin"]
    assert ROLES["viewer"] < ROLES["editor"] < ROLES["admin"]
    assert {"viewer", "editor", "admin"} == ROLES.keys()
    assert scopes_of(["viewer", "unknown"]) == ROLES["viewer"]
    assert scopes_of([]) == frozenset()
    assert narrowed("viewer", " ") == ROLES["viewer"]
    assert narrowed("viewer", "users:admin reviews:write") == {"reviews:write"}


@pytest.mark.parametrize(
    ("subject", "id_"),
    [
        ("user:7", 7),
        ("user:", None),
        ("user:x", None),
        ("user:-1", None),
        ("user:²", None),
        ("user:٣", None),
        ("oidc:7", None),
        ("oidc:user:7", None),
        ("7", None),
    ],
)
def test_only_subjects_of_ours_are_users(subject: str, id_: int | None) -> None:
    assert user_id_of(subject) == id_
    assert user_id_of(subject_of(7)) == 7


# Passwords


async def test_too_many_waiting_passwords_are_turned_away() -> None:
    passwords = Passwords(1, 32, threads=1)
    found = await asyncio.gather(
        *(passwords.hash("Blue7Lantern") for _ in range(80)), return_exceptions=True
    )
    turned_away = [one for one in found if isinstance(one, ServiceUnavailable)]
    assert len(turned_away) == 16
    assert turned_away[0].headers == {"Retry-After": "2"}
    assert (await passwords.verify("Blue7Lantern", str(found[0]))) == (True, None)
    passwords.close()


async def test_hashing_leaves_the_event_loop_free() -> None:
    passwords = Passwords(3, 65_536, threads=1)
    hashing = asyncio.create_task(passwords.hash("Blue7Lantern"))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 5
    assert (await hashing).startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    passwords.close()


# The fuzzer


def test_the_fuzzer_and_the_service_share_a_key_that_is_made_up() -> None:
    first, second = fuzzing.environment(), fuzzing.environment()
    (entry,) = json.loads(first["API_KEYS"])
    assert entry["sha256"] == key_hash(first[fuzzing.KEY])
    assert first[fuzzing.KEY] != second[fuzzing.KEY]


def test_a_new_key_set_is_new_each_time() -> None:
    assert new_key_set() != new_key_set()
