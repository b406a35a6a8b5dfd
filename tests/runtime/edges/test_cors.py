"""Pages of other origins: who may read what (Fetch standard, section 3.2)."""

from __future__ import annotations

import pytest

from tenon.runtime.edges import Cors
from tests.runtime.edges.conftest import Edged
from tests.tiny import ask

A, B = "https://a.test", "https://b.test"
ASKED = {"Origin": A, "Access-Control-Request-Method": "PUT"}
ALLOW = "access-control-allow-origin"


@pytest.mark.parametrize(
    "target", ["/notes/1", "/notes/none", "/nope", "/lines", "/events", "/fails"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT"])
async def test_every_reply_may_be_read_by_a_known_origin(
    edged: Edged, target: str, method: str
) -> None:
    answer = await ask(edged(cors=Cors((A, B))), method, target, headers={"Origin": A})
    assert (answer.headers[ALLOW], answer.headers["vary"]) == (A, "origin")


@pytest.mark.parametrize("origin", [B, "null", "https://a.test.evil", "HTTPS://A.TEST", f"{A}:444"])
async def test_another_origin_is_told_nothing(edged: Edged, origin: str) -> None:
    answer = await ask(edged(cors=Cors((A,))), "GET", "/notes/1", headers={"Origin": origin})
    assert (answer.status, answer.headers["vary"]) == (200, "origin")
    assert ALLOW not in answer.headers


async def test_caches_are_told_also_where_no_origin_asks(edged: Edged) -> None:
    answer = await ask(edged(cors=Cors((A,))), "GET", "/notes/1")
    assert answer.headers["vary"] == "origin"


async def test_all_origins_may_where_all_are_named(edged: Edged) -> None:
    answer = await ask(edged(cors=Cors(("*",))), "GET", "/notes/1", headers={"Origin": B})
    assert answer.headers[ALLOW] == "*"
    assert "vary" not in answer.headers


async def test_a_preflight_request_is_answered_with_the_methods_of_its_path(edged: Edged) -> None:
    sent = {**ASKED, "Access-Control-Request-Headers": "content-type,if-match"}
    answer = await ask(edged(cors=Cors((A,), max_age_s=5)), "OPTIONS", "/notes/1", headers=sent)
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS, PUT"
    assert answer.headers["access-control-allow-headers"] == "content-type,if-match"
    assert answer.headers["access-control-max-age"] == "5"
    assert answer.headers[ALLOW] == A


async def test_a_preflight_of_an_unknown_path_passes_so_that_its_404_can_be_read(
    edged: Edged,
) -> None:
    app = edged(cors=Cors((A,)))
    answer = await ask(app, "OPTIONS", "/nope", headers=ASKED)
    assert answer.status == 204
    assert "PUT" in answer.headers["access-control-allow-methods"]
    answer = await ask(app, "PUT", "/nope", headers={"Origin": A})
    assert (answer.status, answer.headers[ALLOW]) == (404, A)


async def test_a_preflight_of_another_origin_is_an_ordinary_options_request(edged: Edged) -> None:
    answer = await ask(
        edged(cors=Cors((A,))), "OPTIONS", "/notes/1", headers={**ASKED, "Origin": B}
    )
    assert (answer.status, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS, PUT")
    assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_options_without_the_question_is_an_ordinary_one_too(edged: Edged) -> None:
    answer = await ask(edged(cors=Cors((A,))), "OPTIONS", "/notes/1", headers={"Origin": A})
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, PUT"
    assert answer.headers[ALLOW] == A


@pytest.mark.parametrize("asked", ["a b", "a,", "x:y", "ü", "a," * 3000 + "b"])
async def test_only_names_of_headers_are_allowed_back(edged: Edged, asked: str) -> None:
    sent = {**ASKED, "Access-Control-Request-Headers": asked}
    answer = await ask(edged(cors=Cors((A,))), "OPTIONS", "/notes/1", headers=sent)
    assert answer.status == 204
    assert "access-control-allow-headers" not in answer.headers


async def test_headers_that_may_be_sent_can_be_named(edged: Edged) -> None:
    sent = {**ASKED, "Access-Control-Request-Headers": "x-secret"}
    app = edged(cors=Cors((A,), headers=("Content-Type", "If-Match")))
    answer = await ask(app, "OPTIONS", "/notes/1", headers=sent)
    assert answer.headers["access-control-allow-headers"] == "content-type, if-match"


async def test_credentials_and_exposed_headers_are_told(edged: Edged) -> None:
    answer = await ask(edged(cors=Cors((A,))), "GET", "/notes/1", headers={"Origin": A})
    assert answer.headers["access-control-expose-headers"] == "*"
    app = edged(cors=Cors((A,), credentials=True, exposed=("X-More",)), exposed=("ETag",))
    answer = await ask(app, "GET", "/notes/1", headers={"Origin": A})
    assert answer.headers["access-control-allow-credentials"] == "true"
    exposed = answer.headers["access-control-expose-headers"]
    assert exposed == "x-more, etag, x-request-id, server-timing"
    answer = await ask(app, "OPTIONS", "/notes/1", headers=ASKED)
    assert answer.headers["access-control-allow-credentials"] == "true"


def test_everyone_with_credentials_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\* cannot go with credentials .* name the origins"):
        Cors(("*",), credentials=True)


@pytest.mark.parametrize(
    "origin", ["https://a.test/", "a.test", "https://A.test", "https://*.t", ""]
)
def test_what_no_browser_sends_is_no_origin(origin: str) -> None:
    with pytest.raises(ValueError, match=r"is no origin; write scheme://host"):
        Cors((origin,))


@pytest.mark.parametrize("origin", ["https://a.test:8443", "http://[::1]:80", "null", "app://x"])
def test_what_browsers_send_is_one(origin: str) -> None:
    assert not Cors((origin,)).everyone
