"""The contract and its pages, as they are served beside the operations."""

from __future__ import annotations

import gzip
import json
import re

import httpx
import pytest
import yaml

from tenon.contract import Contract
from tenon.runtime.app import contract_app
from tenon.runtime.settings import RuntimeSettings
from tests.conftest import Connect
from tests.tiny import document, operation, reply

TEXT = {"type": "string"}
TINY = document(
    {"/x": {"get": operation("x", replies={"200": reply({"$ref": "#/components/schemas/A"})})}},
    {"A": {"description": "on\nyes: no é <b>", "enum": ["no", "1e3", "2026-01-02"]}, "B": TEXT,
     "C": TEXT},
)  # fmt: skip
TINY["info"]["title"] = "Tiny </title><script>alert(1)</script> & 'co'"
PAGES = ("/docs", "/reference")
ASSETS = ("/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js", "/reference/scalar.js")
ALL = ("/openapi.json", "/openapi.yaml", *PAGES, *ASSETS)


@pytest.fixture
def tiny(connect: Connect) -> httpx.AsyncClient:
    return connect(contract_app(Contract.from_bundle(TINY), []))


async def test_the_contract_is_served_as_json_and_as_yaml(tiny: httpx.AsyncClient) -> None:
    answer = await tiny.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == TINY
    answer = await tiny.get("/openapi.yaml")
    assert answer.headers["content-type"] == "application/yaml"
    assert yaml.safe_load(answer.text) == TINY
    assert "*" not in answer.text.replace("*/*", "")  # no aliases: not every reader knows them


@pytest.mark.parametrize("path", ALL)
async def test_a_document_that_is_known_is_not_sent_again(
    tiny: httpx.AsyncClient, path: str
) -> None:
    first = await tiny.get(path)
    etag = first.headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{32}(-gzip)?"', etag)
    for sent in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        again = await tiny.get(path, headers={"If-None-Match": sent})
        assert (again.status_code, again.headers["etag"], again.content) == (304, etag, b"")
    changed = await tiny.get(path, headers={"If-None-Match": '"other"'})
    assert changed.status_code == 200


@pytest.mark.parametrize("path", ALL)
async def test_head_tells_the_length(tiny: httpx.AsyncClient, path: str) -> None:
    answer = await tiny.head(path, headers={"Accept-Encoding": "identity"})
    whole = await tiny.get(path, headers={"Accept-Encoding": "identity"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(whole.content))


@pytest.mark.parametrize("path", ALL)
async def test_documents_are_read_only(tiny: httpx.AsyncClient, path: str) -> None:
    assert (await tiny.post(path)).status_code == 404


@pytest.mark.parametrize("path", PAGES)
async def test_pages_need_no_network(tiny: httpx.AsyncClient, path: str) -> None:
    answer = await tiny.get(path)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<meta charset="utf-8">' in answer.text
    assert "://" not in answer.text
    wanted = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
    assets = [name for name in wanted if not name.startswith("data:")]
    assert assets
    for name in assets:
        assert (await tiny.get(f"/{name}")).status_code == 200


@pytest.mark.parametrize("path", PAGES)
async def test_a_hostile_title_stays_text(tiny: httpx.AsyncClient, path: str) -> None:
    page = (await tiny.get(path)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#x27;co&#x27;" in page


@pytest.mark.parametrize("path", ASSETS)
async def test_assets_are_packed_for_those_who_can_unpack(
    tiny: httpx.AsyncClient, path: str
) -> None:
    plain = await tiny.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    for accepted in ("gzip, deflate", "br, GZIP;q=0.5"):
        packed = await tiny.get(path, headers={"Accept-Encoding": accepted})
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.content == plain.content
        assert int(packed.headers["content-length"]) < len(plain.content) / 2
        assert packed.headers["etag"] != plain.headers["etag"]
        assert packed.headers["vary"] == "accept-encoding"
    refused = await tiny.get(path, headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers


async def test_documents_may_be_left_out(connect: Connect) -> None:
    app = contract_app(Contract.from_bundle(TINY), [], RuntimeSettings(docs=False))
    for path in ALL:
        assert (await connect(app).get(path)).status_code == 404


async def test_an_operation_comes_before_a_document(connect: Connect) -> None:
    paths = {"/docs": {"get": operation("docs")}}
    app = contract_app(Contract.from_bundle(document(paths)), [])
    assert (await connect(app).get("/docs")).status_code == 501


def test_the_vendored_files_are_whole() -> None:
    from importlib.resources import files

    for path in ASSETS:
        name = path.rpartition("/")[2]
        packed = files("tenon.runtime").joinpath("static", f"{name}.gz").read_bytes()
        assert len(gzip.decompress(packed)) > 100_000


async def test_the_document_is_made_once(tiny: httpx.AsyncClient) -> None:
    first, second = [(await tiny.get("/openapi.json")).content for _ in range(2)]
    assert json.loads(first) == json.loads(second)
