from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from handlers.settings import Settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings but those of the test."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_defaults_run_a_development_service_on_sqlite(tmp_path: Path) -> None:
    settings = Settings()
    assert settings.database_url == "sqlite:///var/books.db"
    assert settings.environment == "development"
    assert settings.check_replies
    assert settings.max_body_bytes == 2**20
    key = settings.cursor_secret()
    assert key == Settings().cursor_secret() == (tmp_path / "var/cursor.key").read_bytes()


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("PORT=1\nVAR_DIR=data\nCURSOR_KEY=\nUNKNOWN=1\n")
    monkeypatch.setenv("PORT", "2")
    monkeypatch.setenv("ENVIRONMENT", "production")
    settings = Settings()
    assert settings.port == 2
    assert settings.database_url == "sqlite:///data/books.db"
    assert not settings.check_replies
    assert settings.cursor_key is None


def test_a_cursor_key_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURSOR_KEY", "a key of sixteen")
    assert "sixteen" not in repr(Settings())
    assert Settings().cursor_secret() == b"a key of sixteen"


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "70000"), ("ENVIRONMENT", "staging"), ("CURSOR_KEY", "short"), ("KEEP_ALIVE_S", "x")],
)
def test_a_bad_value_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_every_setting_is_described_and_in_the_example() -> None:
    names = set(re.findall(r"^# ([A-Z0-9_]+)=", EXAMPLE.read_text(), re.MULTILINE))
    assert names == {name.upper() for name in Settings.model_fields}
    assert all(field.description for field in Settings.model_fields.values())
