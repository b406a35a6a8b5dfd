"""What is safe to put right is put right in the author's text, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenon.document import read
from tenon.lint import lint
from tenon.lint.fixing import fix

HEAD = 'openapi: "3.1.1"   # the version\ninfo: {title: L,   version: "1"}\n'


def fixed(folder: Path, text: str, name: str = "openapi.yaml", times: int = 1) -> str:
    path = folder / name
    path.write_bytes(text.encode())
    for _ in range(times):
        bundle = read(path)
        fix(bundle, lint(bundle))
    return path.read_bytes().decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{ type: string, nullable: true }", "{ type: [string, 'null'] }"),
        ("{ nullable: true, type: string }", "{ type: [string, 'null'] }"),
        ("{ nullable: false, type: string }", "{ type: string }"),
        ("{ type: string, nullable: true, title: T }", "{ type: [string, 'null'], title: T }"),
        ("{ type: 'string', nullable: true }", "{ type: ['string', 'null'] }"),
        ("{ nullable: true }", "{ nullable: true }"),
        ("{ const: a, type: string, nullable: true }",) * 2,
        (
            "# what it is\n      type: string   # a text\n      nullable: true\n      maxLength: 3",
            "# what it is\n      type: [string, 'null']   # a text\n      maxLength: 3",
        ),
    ],
)  # fmt: skip
def test_nullable_becomes_a_type(tmp_path: Path, before: str, after: str) -> None:
    around = f"{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    A:\n      %s\n    B:   {{}} # last\n"

    assert fixed(tmp_path, around % before) == around % after


def test_nullable_becomes_a_type_in_json(tmp_path: Path) -> None:
    around = (
        '{\n  "openapi": "3.1.1",\n  "info": {"title": "L", "version": "1"},\n  "components": '
        '{"schemas": {"A": {\n    %s\n  }}}\n}\n'
    )

    found = fixed(tmp_path, around % '"type": "string",\n    "nullable": true', "openapi.json")

    assert found == around % '"type": ["string", "null"]'


def test_summaries_lose_their_full_stop(tmp_path: Path) -> None:
    around = HEAD + "paths:\n  /a:\n    get: {operationId: a, summary: 'Read it%s' }  # x\n"

    assert fixed(tmp_path, around % ".") == around % ""


@pytest.mark.parametrize("said", [">-\n        Read it.", "Read it. Then write it."])
def test_a_summary_of_several_lines_or_sentences_stays(tmp_path: Path, said: str) -> None:
    text = HEAD + f"paths:\n  /a:\n    get:\n      operationId: a\n      summary: {said}\n"

    assert fixed(tmp_path, text) == text


def test_statuses_are_written_as_text(tmp_path: Path) -> None:
    around = HEAD + "paths:\n  /a:\n    get:\n      operationId: a\n      responses:\n%s"
    reply = ": { description: All. }\n"

    found = fixed(tmp_path, around % f"        200{reply}        4xx{reply}        '5xx'{reply}")

    assert found == around % f"        '200'{reply}        '4XX'{reply}        '5XX'{reply}"


def test_what_is_allowed_for_nothing_is_taken_out(tmp_path: Path) -> None:
    allow = "# tenon: allow tag-order No more."
    text = f"{HEAD}{allow}\npaths: {{}}  {allow}\n"

    assert fixed(tmp_path, text) == f"{HEAD}paths: {{}}\n"


def test_endings_of_lines_and_the_byte_order_mark_stay(tmp_path: Path) -> None:
    text = "\ufeff" + (HEAD + "paths:\n  /a:\n    get: {summary: Read.}\n").replace("\n", "\r\n")

    assert fixed(tmp_path, text) == text.replace("Read.", "Read")


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    text = HEAD + "paths:\n  /a:\n    get: {operationId: a, summary: Read.}\n"

    assert fixed(tmp_path, text, times=2) == fixed(tmp_path, text)


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_text(HEAD + "paths:\n  /a:\n    get: {operationId: a, summary: Read.}\n")
    bundle = read(path)
    findings = lint(bundle)
    path.write_text("something else")

    assert fix(bundle, findings) == {}
    assert path.read_text() == "something else"
