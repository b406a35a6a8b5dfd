"""The page at `/__mock`, in a real browser."""

from __future__ import annotations

import json
import shlex
import struct
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tenon.finding import Finding, Place, Severity
from tenon.mock.app import MockApp
from tests.conftest import Listen
from tests.mock.browser import Browser, browsing, found
from tests.tiny import body, contract, operation, parameter, reply

PROGRAM = found()
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium here")
EVIL = "<img src=x onerror='window.evil=1'></script><script>window.evil=1</script>"
PET = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "minLength": 1, "maxLength": 100},
    },
    "additionalProperties": False,
}
PET_ID = parameter("pet_id", "path", {"type": "integer", "minimum": 1})
REX = {"rex": {"value": {"name": "Rex"}}}
CHOOSE = (
    "var s = document.querySelector({!r}); s.value = {!r}; s.dispatchEvent(new Event('change'))"
)
ROW = "#requests .request"


def mock(**info: str) -> MockApp:
    paths = {
        "/pets": {
            "get": operation("listPets", replies={"200": reply({"type": "array", "items": PET})}),
            "post": operation("createPet", body=body(PET, examples=REX),
                              replies={"201": reply(PET)}, summary=EVIL, description=EVIL),
        },
        "/pets/{pet_id}": {"get": operation("getPet", PET_ID, replies={"200": reply(PET)})},
        "/health": {"get": operation("getHealth", tags=[EVIL])},
    }  # fmt: skip
    warning = Finding(Place("tiny.yaml"), "rule", EVIL, severity=Severity.WARNING)
    tiny = contract(paths, info={"title": "Tiny", "version": "1", "description": EVIL, **info})
    return MockApp(tiny, findings=[warning])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing(str(PROGRAM)) as opened:
        yield opened


@pytest.fixture
def url(listen: Listen) -> str:
    host, port = listen(mock())
    return f"http://{host}:{port}"


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Browser]:
    """The page of a mock of its own, shown wide and light."""
    browser.view(1400, 900)
    browser.complaints.clear()
    browser.open(f"{url}/__mock")
    browser.until("document.querySelectorAll('a.row').length === 5")
    browser.until("document.querySelector('#work .sheet') && document.querySelector('.live-on')")
    yield browser
    assert [text for text in browser.complaints if "status of 4" not in text] == []
    assert browser.look("window.evil") is None


def ask(url: str, value: Any = None, **headers: str) -> Any:
    data = None if value is None else json.dumps(value).encode()
    sent = {"Content-Type": "application/json", **headers}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, sent), timeout=10) as answer:
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as refused:
        with refused:
            return json.loads(refused.read())


def text(page: Browser, selector: str) -> str:
    said: str = page.look(f"document.querySelector({selector!r})?.innerText ?? ''")
    return said


def test_it_shows_operations_with_their_roles_and_what_is_remembered(page: Browser) -> None:
    rows = page.look("[...document.querySelectorAll('a.row')].map(row => row.innerText)")
    assert [row.split() for row in rows] == [
        ["pets", "25"],
        ["GET", "/pets", "list"],
        ["POST", "/pets", "create"],
        ["GET", "/pets/{pet_id}", "read"],
        ["GET", "/health"],
    ]
    assert page.look("document.title") == "Tiny · mock"
    assert EVIL in text(page, "#work .findings")


def test_it_shows_requests_as_they_are_answered(page: Browser, url: str) -> None:
    ask(f"{url}/pets", {"name": ""}, **{"X-Mock-Session": "anna"})
    page.until(f"document.querySelectorAll('{ROW}').length === 1")
    assert text(page, f"{ROW} .status") == "422"
    assert text(page, f"{ROW} .request-why").startswith("/name: ")
    page.look(f"document.querySelector('{ROW} summary').click()")
    page.until(f"document.querySelector('{ROW} .findings')")
    told = text(page, ROW)
    assert "session anna" in told
    assert '"name": ""' in told
    ask(f"{url}/health")
    page.until(f"document.querySelectorAll('{ROW}').length === 2")
    page.look("document.getElementById('requests-faults').click()")
    shown = f"[...document.querySelectorAll('{ROW}')].filter(row => !row.hidden).length"
    assert page.look(shown) == 1


def test_it_shows_the_state_as_it_changes(page: Browser, url: str) -> None:
    page.look("location.hash = '#/state/pets'")
    page.until("document.querySelectorAll('tr.item').length === 25")
    ask(f"{url}/pets", {"name": EVIL})
    page.until("document.querySelectorAll('tr.item').length === 26")
    assert EVIL in text(page, "tr.item.fresh")
    page.look("document.querySelector('tr.item.fresh').click()")
    assert EVIL in text(page, "tr.item-body")
    assert text(page, "[data-count=pets]") == "26"


def test_an_operation_is_tried(page: Browser) -> None:
    page.look("location.hash = '#/operations/createPet'")
    page.until("document.querySelector('form.form')")
    assert text(page, ".lead") == EVIL
    assert list(json.loads(page.look("document.querySelector('textarea').value"))) == ["name"]
    page.look(CHOOSE.format("select[aria-label=Example]", "rex"))
    assert json.loads(page.look("document.querySelector('textarea').value")) == {"name": "Rex"}
    page.look("document.querySelector('form.form').requestSubmit()")
    page.until("document.querySelector('.answer .status')")
    assert text(page, ".answer .status") == "201"
    assert '"name": "Rex"' in text(page, ".answer")
    page.until(f"document.querySelectorAll('{ROW}').length === 1")


def test_an_operation_on_an_item_begins_with_one_that_is_there(page: Browser) -> None:
    page.look("location.hash = '#/operations/getPet'")
    page.until("document.querySelector('form.form')")
    page.look("document.querySelector('form.form').requestSubmit()")
    page.until("document.querySelector('.answer .status')")
    assert text(page, ".answer .status") == "200"


def test_a_request_is_sent_again(page: Browser, url: str) -> None:
    ask(f"{url}/pets/999999")
    page.until(f"document.querySelector('{ROW}')")
    page.look(f"document.querySelector('{ROW} summary').click()")
    page.until(f"document.querySelectorAll('{ROW} .facts a').length === 2")
    page.look(f"document.querySelectorAll('{ROW} .facts a')[1].click()")
    page.until("document.querySelector('form.form input')?.value === '999999'")


def test_sessions_are_looked_at_one_by_one_and_reset(page: Browser, url: str) -> None:
    page.look("location.hash = '#/state/pets'")
    ask(f"{url}/pets", {"name": "Lou"}, **{"X-Mock-Session": "anna"})
    page.look(CHOOSE.format("#session", "anna"))
    page.until("document.querySelector('[data-count=pets]').innerText === '26'")
    page.look("document.getElementById('reset').click()")
    page.until("document.querySelector('[data-count=pets]').innerText === '25'")
    page.look(CHOOSE.format("#session", ""))


def test_a_snapshot_is_kept_and_come_back_to(page: Browser, url: str) -> None:
    page.look("document.getElementById('snapshots').open = true")
    page.until("document.querySelector('#snapshots-body form')")
    page.look("document.querySelector('#snapshots-body form').requestSubmit()")
    page.until("document.querySelector('.menu-row')")
    ask(f"{url}/pets", {"name": "Lou"})
    page.until("document.querySelector('[data-count=pets]').innerText === '26'")
    page.look("document.querySelector('.menu-row').click()")
    page.until("document.querySelector('[data-count=pets]').innerText === '25'")


def test_it_follows_a_reload(browser: Browser, listen: Listen) -> None:
    class Reloading:
        def __init__(self) -> None:
            self.app = mock()

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await self.app(scope, receive, send)

    served = Reloading()
    host, port = listen(served)
    browser.open(f"http://{host}:{port}/__mock")
    browser.until("document.getElementById('title').innerText === 'Tiny'")
    browser.until("document.querySelector('.live-on')")
    before, after = served.app, mock(title="Tinier")
    served.app = MockApp(after.contract, before=before)
    browser.until("document.getElementById('title').innerText === 'Tinier'", 15)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [(1440, 900), (1000, 800), (390, 844)])
def test_it_fits_any_window(
    page: Browser, tmp_path: Path, size: tuple[int, int], dark: bool
) -> None:
    page.view(*size, dark=dark)
    page.look("location.hash = '#/operations/createPet'")
    page.until("document.querySelector('form.form')")
    assert page.look("document.documentElement.scrollWidth <= innerWidth")
    ground = page.look("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(18, 19, 22)" if dark else "rgb(246, 245, 242)")
    picture = tmp_path / "page.png"
    page.picture(picture)
    raw = picture.read_bytes()
    assert struct.unpack(">II", raw[16:24]) == size  # PNG, section 11.2.2
    assert len(raw) > 15_000  # what is empty is far smaller


def sending(page: Browser, call: str) -> Any:
    """What a function of the page's module for sending answers."""
    return page.look(f"import('./__mock/static/sending.js').then((sending) => sending.{call})")


def test_a_form_becomes_a_request(page: Browser) -> None:
    fields = [
        {"name": "id", "in": "path", "value": "A/5 21171", "types": ["string"]},
        {"name": "tags", "in": "query", "value": "a, b&c", "types": ["array"], "explode": True},
        {"name": "ids", "in": "query", "value": "1,2", "types": ["array"], "explode": False},
        {"name": "left", "in": "query", "value": "", "types": ["string"]},
        {"name": "X-Key", "in": "header", "value": "k", "types": ["string"]},
    ]
    form = {"parameters": fields, "session": "anna", "prefer": "code=404", "type": "", "text": ""}
    asked = sending(page, f"request({json.dumps({'method': 'GET', 'path': '/x/{id}'})}, "
                    f"{json.dumps(form)})")  # fmt: skip
    assert asked["url"] == "/x/A%2F5%2021171?tags=a&tags=b%26c&ids=1%2C2"
    assert asked["headers"] == {"X-Key": "k", "X-Mock-Session": "anna", "Prefer": "code=404"}


def test_a_request_becomes_a_line_for_a_shell(page: Browser, url: str) -> None:
    asked = {
        "method": "POST",
        "url": "/pets?a=$(id)",
        "headers": {"X": "it's `id`"},
        "cookies": "a=1",
        "type": "application/json",
        "text": '{"name": "O\'Neil"}',
    }
    said = sending(page, f"curl({json.dumps(asked)})")
    words = shlex.split(said)
    assert words == [
        *("curl", "-i", "-X", "POST", f"{url}/pets?a=$(id)", "-H", "X: it's `id`"),
        *("-b", "a=1", "--data-binary", '{"name": "O\'Neil"}'),
    ]
