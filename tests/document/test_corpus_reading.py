"""Documents of real vendors are read, quickly, into valid and self-contained bundles."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tenon.contract import pointer
from tenon.document import official, read
from tenon.document.grammar import walk
from tenon.finding import ContractError

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not there")

REFUSED = {"netlify.yaml": "swagger-2"}
# What their publishers got wrong, and does not stand in the way of serving them.
FAULTY = {
    "ogen-firecracker.json": [["info", "termsOfService"]],
    "opc-e2e-31.yaml": [["paths", "/types/unions/duplicate-types", "post"]],
}


def documents() -> list[Path]:
    found = [path for path in sorted(CORPUS.glob("*")) if path.suffix in (".yaml", ".json")]
    return [*found, CORPUS / "digitalocean/specification/DigitalOcean-public.v2.yaml"]


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_a_real_document_is_read_or_says_why_not(path: Path) -> None:
    if path.name in REFUSED:
        with pytest.raises(ContractError, match=REFUSED[path.name]):
            read(path)
        return
    document = read(path).document

    assert document["openapi"] == "3.1.1" or document["openapi"].startswith("3.1.")
    assert dangling(document) == []
    wrong = [list(error.instance_path) for error in official.errors(document, 1)]
    assert wrong == FAULTY.get(path.name, [])


def test_a_large_document_is_read_in_good_time() -> None:
    start = time.process_time()
    read(CORPUS / "ghes-3.17.json")

    assert time.process_time() - start < 15


def test_many_files_are_read_in_good_time() -> None:
    start = time.process_time()
    read(CORPUS / "digitalocean/specification/DigitalOcean-public.v2.yaml")

    assert time.process_time() - start < 30


def dangling(document: dict[str, Any]) -> list[str]:
    """The references of a bundle that lead nowhere in it."""
    found = []
    for node in walk("document", document):
        reference = node.value.get("$ref") if isinstance(node.value, dict) else None
        if isinstance(reference, str):
            local = pointer.from_reference(reference)
            try:
                pointer.resolve(document, local if local is not None else "/nowhere")
            except KeyError:
                found.append(f"{node.pointer}: {reference}")
    return found
