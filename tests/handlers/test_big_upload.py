"""A server in a process of its own holds no more memory for a large file than for a small one."""

from __future__ import annotations

from pathlib import Path

from scripts.big_upload import MIB, serving, upload


def test_a_large_upload_takes_little_memory(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        upload(server, MIB)
        measured = upload(server, 256 * MIB)
    assert measured.peak - measured.before < 60 * MIB, str(measured)
