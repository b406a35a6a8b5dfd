"""Which operation a path leads to, and what its parameters are."""

from __future__ import annotations

import time

import pytest

from tenon.runtime.dispatch import Dispatcher, allow
from tenon.runtime.settings import RuntimeSettings
from tests.conftest import Serve
from tests.tiny import JSON, ask, operation, parameter, reply

PATHS = (
    "/", "/pets", "/pets/", "/pets/{id}", "/pets/mine", "/a/{x}/c", "/a/b/d",
    "/files/{name}.{ext}", "/files/{name}.json", "/files/{name}", "/jobs/{id}:cancel",
    "/jobs/all:cancel", "/é/x y", "/{first}{second}/end", "/r/{a}-{b}-{c}.x",
)  # fmt: skip


def found(raw_path: bytes) -> tuple[str, tuple[bytes, ...]] | None:
    match = Dispatcher((path, "GET", path) for path in PATHS).find(raw_path)
    return None if match is None else (match[0].methods["GET"], match[1])


@pytest.mark.parametrize(
    ("raw_path", "template", "values"),
    [
        (b"/", "/", ()),
        (b"/pets", "/pets", ()),
        (b"/pets/", "/pets/", ()),
        (b"/pets/7", "/pets/{id}", (b"7",)),
        (b"/pets/mine", "/pets/mine", ()),
        (b"/pets/%6Dine", "/pets/mine", ()),
        (b"/pets/a%2Fb", "/pets/{id}", (b"a%2Fb",)),
        (b"/pets/a%2Cb", "/pets/{id}", (b"a%2Cb",)),
        (b"/pets/..", "/pets/{id}", (b"..",)),
        (b"/pets/%2e%2e", "/pets/{id}", (b"..",)),
        (b"/pets/%zz", "/pets/{id}", (b"%zz",)),
        (b"/pets/a?b", "/pets/{id}", (b"a?b",)),
        (b"/a/b/c", "/a/{x}/c", (b"b",)),
        (b"/a/b/d", "/a/b/d", ()),
        (b"/files/a.json", "/files/{name}.json", (b"a",)),
        (b"/files/a%2Ejson", "/files/{name}.json", (b"a",)),
        (b"/files/a.json.json", "/files/{name}.json", (b"a.json",)),
        (b"/files/a.b.c", "/files/{name}.{ext}", (b"a", b"b.c")),
        (b"/files/.json", "/files/{name}", (b".json",)),
        (b"/files/plain", "/files/{name}", (b"plain",)),
        (b"/jobs/7:cancel", "/jobs/{id}:cancel", (b"7",)),
        (b"/jobs/all:cancel", "/jobs/all:cancel", ()),
        (b"/jobs/all%3Acancel", "/jobs/all:cancel", ()),
        (b"/%C3%A9/x%20y", "/é/x y", ()),
        (b"/xyz/end", "/{first}{second}/end", (b"x", b"yz")),
        (b"/r/1-2-3-4.x", "/r/{a}-{b}-{c}.x", (b"1", b"2", b"3-4")),
    ],
)
def test_a_path_leads_to_the_most_specific_template(
    raw_path: bytes, template: str, values: tuple[bytes, ...]
) -> None:
    assert found(raw_path) == (template, values)


@pytest.mark.parametrize(
    "raw_path",
    [b"", b"*", b"pets", b"//pets", b"/pets//", b"/a//c", b"/nope", b"/a/b", b"/a/b/c/", b"/x/end",
     b"/files/", b"/jobs/", b"/%2Fpets", b"/pets%2Fmine"],
)  # fmt: skip
def test_a_path_that_nothing_stands_at_leads_nowhere(raw_path: bytes) -> None:
    assert found(raw_path) is None


def test_a_mixed_segment_costs_no_more_than_its_length() -> None:
    started = time.perf_counter()
    assert found(b"/r/" + b"-" * 60_000) is None
    assert time.perf_counter() - started < 0.1


def test_the_cost_of_a_match_does_not_follow_the_number_of_paths() -> None:
    def cost(count: int) -> float:
        paths = (f"/r{number}/{{id}}" for number in range(count))
        dispatcher = Dispatcher((path, "GET", path) for path in paths)
        times = []
        for _ in range(20):
            started = time.perf_counter()
            for _ in range(200):
                dispatcher.find(b"/r9/17")
            times.append(time.perf_counter() - started)
        return min(times)

    assert cost(10_000) < 2 * cost(10)


def test_allow_names_head_and_options_too() -> None:
    assert allow({"GET": 1, "PUT": 2}) == "GET, HEAD, OPTIONS, PUT"
    assert allow({"POST": 1}) == "OPTIONS, POST"


ITEM = {"/items/{id}": {"get": operation("get", parameter("id", "path", {"type": "string"}),
                                         replies={"200": reply({"type": "string"})})}}  # fmt: skip


async def same(id: str) -> str:  # noqa: A002  (the contract's name)
    return id


@pytest.mark.parametrize(
    ("target", "id_"),
    [("/items/a%2Fb", "a/b"), ("/items/..", ".."), ("/items/%2E%2E%2Fetc", "../etc"),
     ("/items/a+b", "a+b"), ("/items/a%20b", "a b"), ("/items/%E2%82%AC", "€"),
     ("/items/a%2525", "a%25"), ("/items/a;b=c", "a;b=c")],
)  # fmt: skip
async def test_a_path_parameter_is_decoded_once_and_stays_one_segment(
    serve: Serve, target: str, id_: str
) -> None:
    answer = await ask(serve(ITEM, {"get": same}), "GET", target)
    assert (answer.status, answer.json) == (200, id_)


@pytest.mark.parametrize("target", ["/items/%ff", "/items/%C3", "/items/%ED%A0%80"])
async def test_a_path_parameter_that_is_not_utf_8_is_malformed(serve: Serve, target: str) -> None:
    answer = await ask(serve(ITEM, {"get": same}), "GET", target)
    assert (answer.status, answer.codes) == (400, ["malformed"])
    assert answer.json["errors"][0]["name"] == "id"


@pytest.mark.parametrize("target", ["/", "/items", "/items/", "/items/a/b", "/ITEMS/a"])
async def test_an_unknown_path_is_404(serve: Serve, target: str) -> None:
    answer = await ask(serve(ITEM, {"get": same}), "GET", target)
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["instance"] == target


async def test_another_method_is_405_with_the_union_of_those_allowed(serve: Serve) -> None:
    paths = {"/x": {"get": operation("a"), "post": operation("b"), "patch": operation("c")}}
    answer = await ask(serve(paths), "DELETE", "/x")
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, PATCH, POST"


async def test_options_answers_by_itself(serve: Serve) -> None:
    answer = await ask(serve({"/x": {"put": operation("a")}}), "OPTIONS", "/x")
    assert (answer.status, answer.headers, answer.body) == (204, {"allow": "OPTIONS, PUT"}, b"")


async def test_options_that_the_contract_declares_is_the_handlers(serve: Serve) -> None:
    async def options() -> str:
        return "mine"

    paths = {"/x": {"options": operation("o", replies={"200": reply({"type": "string"})})}}
    answer = await ask(serve(paths, {"o": options}), "OPTIONS", "/x")
    assert (answer.status, answer.json) == (200, "mine")


async def test_head_is_get_without_its_body(serve: Serve) -> None:
    service = serve(ITEM, {"get": same})
    answer = await ask(service, "HEAD", "/items/abc")
    assert answer.status == 200
    assert answer.headers == {"content-type": JSON, "content-length": "5"}
    assert answer.body == b""


async def test_head_that_the_contract_declares_has_no_body_either(serve: Serve) -> None:
    async def head() -> str:
        return "told"

    paths = {"/x": {"head": operation("h", replies={"200": reply({"type": "string"})})}}
    answer = await ask(serve(paths, {"h": head}), "HEAD", "/x")
    assert (answer.status, answer.headers["content-length"], answer.body) == (200, "6", b"")


async def test_head_where_get_is_unknown_is_405(serve: Serve) -> None:
    answer = await ask(serve({"/x": {"post": operation("a")}}), "HEAD", "/x")
    assert (answer.status, answer.body) == (405, b"")


@pytest.mark.parametrize(
    ("target", "status"),
    [("/x", 204), ("/v1/x", 204), ("/v1/eu/x", 204), ("/v1x", 404), ("/v2/x", 404), ("/v1", 404),
     ("/caf%C3%A9/x", 204)],
)  # fmt: skip
async def test_paths_are_found_below_each_servers_base_path(
    serve: Serve, target: str, status: int
) -> None:
    async def none() -> None:
        return None

    urls = ("https://a.test/v1/", "/v1/eu", "https://{region}.test/", "http://b.test/café")
    servers = [{"url": url, "variables": {"region": {"default": "r"}}} for url in urls]
    service = serve({"/x": {"get": operation("a")}}, {"a": none}, servers=servers)
    assert (await ask(service, "GET", target)).status == status


@pytest.mark.parametrize(
    ("root_path", "target", "status"),
    [("/api", "/api/x", 204), ("/api", "/x", 204), ("/api/", "/api/x", 204), ("/a", "/ax", 404),
     ("/x", "/x", 404)],
)  # fmt: skip
async def test_a_root_path_is_taken_off_as_a_whole(
    serve: Serve, root_path: str, target: str, status: int
) -> None:
    async def none() -> None:
        return None

    service = serve({"/x": {"get": operation("a")}}, {"a": none})
    assert (await ask(service, "GET", target, root_path=root_path)).status == status


async def test_a_scope_without_a_raw_path_is_answered_too(serve: Serve) -> None:
    answer = await ask(serve(ITEM, {"get": same}), "GET", "/items/a%25b", raw_path=None)
    assert answer.json == "a%b"


async def test_parameters_of_paths_that_differ_only_in_their_names_arrive(serve: Serve) -> None:
    async def change(key: str) -> str:
        return key.upper()

    text = parameter("key", "path", {"type": "string"})
    change_it = operation("change", text, replies={"200": reply({"type": "string"})})
    paths = {**ITEM, "/items/{key}": {"put": change_it}}
    service = serve(paths, {"get": same, "change": change}, RuntimeSettings())
    assert (await ask(service, "GET", "/items/a")).json == "a"
    assert (await ask(service, "PUT", "/items/a")).json == "A"
