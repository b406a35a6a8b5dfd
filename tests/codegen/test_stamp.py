from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tenon import codegen
from tenon.codegen import stamp
from tenon.codegen.files import write
from tenon.document import read
from tenon.finding import Place

FILES = {"a.py": "x = 1\n", "contract.json": "{}\n"}


def bundle(title: str = "A", file: str = "openapi.yaml") -> Any:
    return SimpleNamespace(
        document={"info": {"title": title}},
        places={"/components/schemas/A": Place(file, 3)},
        files=(Path(file),),
    )


def sealed(folder: Path) -> str:
    write(folder, FILES)
    made = stamp.of(bundle())
    stamp.seal(folder, made, FILES)
    return made


def test_a_folder_is_intact_after_it_was_sealed(tmp_path: Path) -> None:
    assert stamp.intact(tmp_path, sealed(tmp_path))


def test_a_folder_is_not_intact_once_a_file_was_edited_or_removed(tmp_path: Path) -> None:
    made = sealed(tmp_path)
    (tmp_path / "a.py").write_text("x = 2\n")
    assert not stamp.intact(tmp_path, made)
    (tmp_path / "a.py").unlink()
    assert not stamp.intact(tmp_path, made)


def test_a_folder_without_a_readable_stamp_is_not_intact(tmp_path: Path) -> None:
    assert not stamp.intact(tmp_path, "x")
    (tmp_path / stamp.NAME).write_text("[]")
    assert not stamp.intact(tmp_path, "x")


def test_the_stamp_follows_the_contract_its_files_and_the_package() -> None:
    made = stamp.of(bundle())
    assert made == stamp.of(bundle())
    assert made != stamp.of(bundle(title="B"))
    assert made != stamp.of(bundle(file="other.yaml"))
    assert made != stamp.of(bundle(), "elsewhere")


def test_asking_for_the_stamp_imports_no_generator() -> None:
    code = (
        "import sys, tenon.codegen, tenon.codegen.stamp, tenon.codegen.files\n"
        "heavy = {'datamodel_code_generator', 'jinja2', 'pydantic', 'fastapi'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_update_generates_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[1] / "cases/codegen/harbour")
    contract = read(Path("openapi.yaml"))
    changed = codegen.update(contract, tmp_path)
    assert tmp_path / "stubs/boats.py" in changed
    monkeypatch.setattr(codegen, "generate", None)
    assert codegen.update(contract, tmp_path) == ()
