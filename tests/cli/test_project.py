"""The settings of a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenon.finding import ContractError
from tenon.project import find_root, load_project, package_of


def said(folder: Path, text: str) -> list[str]:
    """The findings of a pyproject.toml."""
    (folder / "pyproject.toml").write_text(text)
    with pytest.raises(ContractError) as caught:
        load_project(folder)
    return [str(finding) for finding in caught.value.findings]


def test_settings_are_read_from_the_table(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.tenon]\ncontract = "api/api.yaml"\ngenerated = "src/made"\n'
        'app = "shop.app:app"\nformats = "shop.formats:FORMATS"\n'
        '[tool.tenon.fuzz]\ncredentials = "shop.fuzzing:credentials"\n'
    )

    project = load_project(tmp_path)

    assert (project.contract, project.generated) == (Path("api/api.yaml"), Path("src/made"))
    assert (project.app, project.formats) == ("shop.app:app", "shop.formats:FORMATS")
    assert project.credentials == "shop.fuzzing:credentials"
    assert str(project.place("fuzz.credentials")) == "pyproject.toml:7:1"
    assert project.package == "src.made"


def test_what_is_not_set_has_a_default(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "shop"\n')

    project = load_project(tmp_path)

    assert (project.contract, project.generated) == (
        Path("openapi/openapi.yaml"),
        Path("generated"),
    )
    assert (project.app, project.formats, project.credentials) == (None, None, None)


def test_the_nearest_file_makes_the_root(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "a/b").mkdir(parents=True)

    assert find_root(tmp_path / "a/b") == tmp_path


def test_without_a_file_the_folder_itself_is_the_root(tmp_path: Path) -> None:
    assert load_project(find_root(tmp_path)).root == tmp_path


def test_a_misspelt_setting_is_found_at_its_line(tmp_path: Path) -> None:
    assert said(tmp_path, '[tool.tenon]\napp = "a:b"\n  contrct = "x.yaml"\n') == [
        "pyproject.toml:3:3: unknown-setting: tool.tenon.contrct; did you mean contract?"
    ]


def test_a_setting_of_a_table_inside_is_found_there(tmp_path: Path) -> None:
    text = '[tool.tenon]\napp = "a:b"\n[tool.tenon.fuzz]\ncredential = "a:b"\ncredentials = "a"\n'
    unknown = "tool.tenon.fuzz.credential; did you mean fuzz.credentials?"
    bad = "tool.tenon.fuzz.credentials is 'a', no import string; write module:attribute"
    assert said(tmp_path, text) == [
        f"pyproject.toml:4:1: unknown-setting: {unknown}",
        f"pyproject.toml:5:1: bad-setting: {bad}",
    ]


def test_a_value_that_is_no_text_is_found(tmp_path: Path) -> None:
    (found,) = said(tmp_path, "[tool.tenon]\ngenerated = 3\n")

    assert found == (
        "pyproject.toml:2:1: bad-setting: tool.tenon.generated is 3, not a text; write it in quotes"
    )


@pytest.mark.parametrize("value", ["shop.app", "shop app:app", "shop.app:", "../shop:app"])
def test_what_is_no_import_string_is_found(tmp_path: Path, value: str) -> None:
    (found,) = said(tmp_path, f'[tool.tenon]\napp = "{value}"\n')

    assert found == (
        f"pyproject.toml:2:1: bad-setting: tool.tenon.app is '{value}', no import string; "
        "write module:attribute"
    )


def test_a_table_that_is_none_is_found(tmp_path: Path) -> None:
    assert said(tmp_path, '[tool]\ntenon = "yes"\n') == [
        "pyproject.toml:1:1: bad-setting: tool.tenon is no table; write [tool.tenon]"
    ]


def test_bad_toml_is_found_where_it_breaks(tmp_path: Path) -> None:
    (found,) = said(tmp_path, '[tool.tenon]\napp = "a:b\n')

    assert found.startswith("pyproject.toml:2:11: bad-toml: ")


def test_a_file_that_is_not_utf_8_is_found(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b'name = "\xff"\n')

    with pytest.raises(ContractError) as caught:
        load_project(tmp_path)

    assert caught.value.findings[0].rule == "unreadable"


@pytest.mark.parametrize(
    ("folder", "package"),
    [("generated", "generated"), ("src/made", "src.made"), ("/tmp/made", "made"), ("../m", "m")],
)
def test_a_package_is_named_by_its_folder(folder: str, package: str) -> None:
    assert package_of(Path(folder)) == package
