from __future__ import annotations

import random
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from handlers.cursor import CursorCodec, Position, kept_key
from handlers.formats import FORMATS, cursor_codec, formats
from handlers.isbn import is_isbn, isbn13

CODEC = CursorCodec(b"a key of sixteen")
POSITION = Position(1_795_164_028_035_842, 293)


@pytest.mark.parametrize(
    "text",
    ["0306406152", "9780306406157", "080442957X", "9780132350884", "9791090636071", "0000000000"],
)
def test_an_isbn_with_a_right_check_digit_passes(text: str) -> None:
    assert is_isbn(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0306406153",
        "9780306406158",
        "080442957x",
        "0804429570",
        "X804429570",
        "9770306406156",
        "978030640615",
        "97803064061570",
        "0-306-40615-2",
        " 0306406152",
        "0306406152\n",
        "978030640615X",
        "٠٣٠٦٤٠٦١٥٢",
        "²306406152",
    ],
)
def test_an_isbn_that_is_not_one_fails(text: str) -> None:
    assert not is_isbn(text)


def test_both_forms_of_a_number_are_one() -> None:
    assert isbn13("0306406152") == isbn13("9780306406157") == "9780306406157"
    assert isbn13("080442957X") == "9780804429573"


@pytest.mark.parametrize("name", ["isbn", "cursor", "continuation"])
def test_samples_pass_their_own_check(name: str) -> None:
    source = random.Random(1)
    format_ = formats(lambda: CODEC)[name]
    samples = [format_.sample(source) for _ in range(200)]
    assert all(map(format_.check, samples))
    assert len(set(samples)) > 190


@pytest.mark.parametrize(
    "position",
    [POSITION, POSITION._replace(backward=True), Position(0, 1), Position(2**63 - 1, 2**53 - 1)],
)
def test_a_cursor_decodes_to_what_was_encoded(position: Position) -> None:
    cursor = CODEC.encode(position)
    assert CODEC.decode(cursor) == position
    assert len(cursor) == 44
    assert set(cursor) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_a_cursor_with_any_character_changed_is_refused() -> None:
    cursor = CODEC.encode(POSITION)
    for place in range(len(cursor)):
        for other in "A_z0=+/ é\n\0":
            forged = cursor[:place] + other + cursor[place + 1 :]
            assert forged == cursor or CODEC.decode(forged) is None


@pytest.mark.parametrize("change", ["{}=", " {}", "{}\n", "{}A", "", "=", "A", "é" * 44])
def test_a_cursor_spelt_otherwise_is_refused(change: str) -> None:
    assert CODEC.decode(change.format(CODEC.encode(POSITION))) is None


def test_a_cursor_of_another_key_is_refused() -> None:
    assert CursorCodec(b"another key").decode(CODEC.encode(POSITION)) is None


def test_a_cursor_made_for_one_purpose_is_not_taken_for_another() -> None:
    apart = CODEC.apart("continuation")
    assert apart.decode(apart.encode(POSITION)) == POSITION
    assert apart.decode(CODEC.encode(POSITION)) is None
    assert CODEC.decode(apart.encode(POSITION)) is None
    assert CODEC.apart("cursor").decode(CODEC.encode(POSITION)) == POSITION


def test_a_kept_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "var" / "cursor.key"
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(kept_key, [path] * 64))
    assert len(keys) == 1
    assert len(keys.pop()) == 64
    assert kept_key(path) == path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_the_services_formats_use_the_key_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CURSOR_KEY", "a key of sixteen")
    cursor_codec.cache_clear()
    try:
        assert FORMATS["cursor"].check(CODEC.encode(POSITION))
        assert not FORMATS["cursor"].check("forged")
        assert FORMATS["isbn"].check("0306406152")
    finally:
        cursor_codec.cache_clear()
