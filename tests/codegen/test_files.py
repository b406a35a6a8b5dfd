from __future__ import annotations

from pathlib import Path

from tenon.codegen.files import drift, header_line, write

HEADER = header_line("openapi.yaml")


def test_files_are_written_once_and_not_again(tmp_path: Path) -> None:
    files = {"a.py": f"{HEADER}\n", "models/b.py": "x = 1\n"}
    assert write(tmp_path, files) == (tmp_path / "a.py", tmp_path / "models/b.py")
    before = (tmp_path / "a.py").stat().st_mtime_ns
    assert write(tmp_path, files) == ()
    assert (tmp_path / "a.py").stat().st_mtime_ns == before


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "x = 1\n", "b.py": "y = 1\n"})
    assert write(tmp_path, {"a.py": "x = 1\n", "b.py": "y = 2\n"}) == (tmp_path / "b.py",)
    assert (tmp_path / "b.py").read_text() == "y = 2\n"


def test_a_file_no_longer_generated_is_removed_if_it_says_it_was(tmp_path: Path) -> None:
    write(tmp_path, {"old.py": f"{HEADER}\nx = 1\n", "mine.py": "# Mine\n", "new.py": ""})
    assert write(tmp_path, {"new.py": ""}) == (tmp_path / "old.py",)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.py", "new.py"]


def test_no_temporary_file_is_left(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "x = 1\n"})
    assert [path.name for path in tmp_path.iterdir()] == ["a.py"]


def test_drift_is_empty_when_nothing_differs(tmp_path: Path) -> None:
    files = {"a.py": "x = 1\n"}
    write(tmp_path, files)
    assert drift(tmp_path, files) == ""


def test_drift_is_a_unified_diff(tmp_path: Path, monkeypatch: object) -> None:
    write(tmp_path, {"a.py": "x = 1\ny = 1\n", "old.py": f"{HEADER}\n"})
    name = tmp_path.as_posix()
    assert drift(tmp_path, {"a.py": "x = 1\ny = 2", "new.py": "z = 1\n"}) == (
        f"--- {name}/a.py\n+++ {name}/a.py (generated)\n@@ -1,2 +1,2 @@\n x = 1\n-y = 1\n+y = 2\n"
        "\\ No newline at end of file\n"
        f"--- /dev/null\n+++ {name}/new.py (generated)\n@@ -0,0 +1 @@\n+z = 1\n"
        f"--- {name}/old.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-{HEADER}\n"
    )


def test_a_folder_that_does_not_exist_drifts_entirely(tmp_path: Path) -> None:
    assert drift(tmp_path / "none", {"a.py": "x = 1\n"}).endswith("@@ -0,0 +1 @@\n+x = 1\n")
