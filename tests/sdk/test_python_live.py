"""The Python SDK of our contract, driven against the service and against the mock."""

from __future__ import annotations

import random
import secrets
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from handlers.isbn import sample_isbn
from tests.meaning import servers
from tests.sdk import python_sdk
from tests.tiny import ROOT

STAND_IN = b"mock"
KEY = servers.key_of("keeper")["x-api-key"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sdk")


@pytest.fixture(scope="session")
def sdk(site: Path) -> Iterator[ModuleType]:
    files = python_sdk.made(ROOT / "openapi/openapi.yaml")
    with python_sdk.installed(files, site) as module:
        yield module


@pytest.fixture(scope="session", params=["service", "mock"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with getattr(servers, request.param)(tmp_path_factory.mktemp(request.param)) as found:
        yield found


@pytest.fixture
def client(sdk: ModuleType, url: str) -> Iterator[Any]:
    with sdk.Client(url, api_key=KEY) as found:
        yield found


@pytest.fixture
def keeps_bytes(request: pytest.FixtureRequest, url: str) -> bool:
    """Whether the server keeps what is uploaded: the mock sends something in its place."""
    return bool(request.node.callspec.params["url"] == "service")


def draft(sdk: ModuleType, title: str = "Dune", **fields: Any) -> Any:
    from book_management_api_client.models import BookDraft  # type: ignore[import-not-found]

    return BookDraft(
        title=title,
        author_name="Frank Herbert",
        isbn=sample_isbn(random.Random(secrets.token_bytes(8))),
        genre="science_fiction",
        price=Decimal("10.99"),
        **fields,
    )


def word() -> str:
    return f"w{secrets.token_hex(6)}"


def test_a_user_logs_in_and_calls_with_the_token(
    sdk: ModuleType, url: str, request: pytest.FixtureRequest
) -> None:
    from book_management_api_client.models import Credentials, UserDraft

    name = word()
    with sdk.Client(url) as anyone:
        anyone.users.create_user(
            UserDraft(username=name, email=f"{name}@example.org", password="Correct-horse-9")
        )
        tokens = anyone.auth.log_in(Credentials(username=name, password="Correct-horse-9"))
    with sdk.Client(url, bearer=lambda: tokens.body.access_token) as known:
        me = known.users.get_me()
    # Who calls the mock is always the one user of its world.
    expected = {"service": name, "mock": me.body.username}[request.node.callspec.params["url"]]
    assert (me.status, me.body.username) == (200, expected)


def test_what_was_created_is_read_with_its_version(sdk: ModuleType, client: Any) -> None:
    created = client.books.create_book(draft(sdk, "Dune"))

    assert created.status == 201
    assert created.location.endswith(f"/{created.body.id}")
    read = client.books.get_book(created.body.id)
    assert (read.body.title, read.body.price) == ("Dune", Decimal("10.99"))
    assert read.etag == created.etag


def test_lists_are_filtered_and_walked_page_by_page(sdk: ModuleType, client: Any) -> None:
    mark = word()
    ids = {client.books.create_book(draft(sdk, f"{mark} {n}")).body.id for n in range(5)}

    page = client.books.list_books(search=mark, genre=["science_fiction"], per_page=2)

    assert (len(page.body.items), page.body.total, page.x_total_count) == (2, 5, 5)
    walked = [each.id for each in client.books.iterate_books(search=mark, per_page=2)]
    assert len(walked) == 5
    assert set(walked) == ids


def test_a_list_by_cursor_is_walked_to_its_end(sdk: ModuleType, client: Any) -> None:
    client.books.create_book(draft(sdk))

    walked = [each.id for each in client.books.iterate_books_by_cursor(limit=10)]

    assert len(walked) == len(set(walked)) == client.books.list_books().body.total


def test_a_conflict_is_an_exception_with_its_problem(sdk: ModuleType, client: Any) -> None:
    from book_management_api_client.errors import Conflict  # type: ignore[import-not-found]
    from book_management_api_client.models import Problem

    given = draft(sdk)
    client.books.create_book(given)

    with pytest.raises(Conflict) as raised:
        client.books.create_book(given)

    assert isinstance(raised.value, sdk.ApiError)
    assert isinstance(raised.value.problem, Problem)
    assert (raised.value.status, raised.value.problem.status) == (409, 409)
    assert raised.value.request_id


def test_versions_guard_what_is_read_and_changed(sdk: ModuleType, client: Any) -> None:
    from book_management_api_client.errors import NotFound, NotModified, PreconditionFailed
    from book_management_api_client.models import BookChanges

    made = client.books.create_book(draft(sdk))
    with pytest.raises(NotModified):
        client.books.get_book(made.body.id, if_none_match=made.etag)
    changed = client.books.change_book(
        made.body.id, BookChanges(title="Dune Messiah"), if_match=made.etag
    )
    assert changed.body.title == "Dune Messiah"
    with pytest.raises(PreconditionFailed):
        client.books.delete_book(made.body.id, if_match=made.etag)
    assert client.books.delete_book(made.body.id, if_match=changed.etag) is None
    with pytest.raises(NotFound):
        client.books.get_book(made.body.id)


def test_a_caller_without_credentials_is_told(sdk: ModuleType, url: str) -> None:
    from book_management_api_client.errors import Unauthorized

    with sdk.Client(url) as anyone, pytest.raises(Unauthorized):
        anyone.books.create_book(draft(sdk))


def test_a_file_is_uploaded_and_downloaded(
    sdk: ModuleType, client: Any, tmp_path: Path, keeps_bytes: bool
) -> None:
    errata = tmp_path / "errata.txt"
    errata.write_bytes(b"page 7: read sand for send\n" * 10_000)

    upload = client.uploads.create_upload(
        file=sdk.File(errata, "errata.txt", "text/plain"), description="What is wrong"
    )

    assert upload.location.endswith(f"/{upload.body.id}")
    with client.uploads.get_upload_content(upload.body.id) as content:
        assert content.etag
        content.save(tmp_path / "again.txt")
    expected = errata.read_bytes() if keeps_bytes else STAND_IN
    assert (tmp_path / "again.txt").read_bytes() == expected


def test_a_stream_of_lines_yields_typed_items(sdk: ModuleType, client: Any) -> None:
    from book_management_api_client.models import Book

    mark = word()
    ids = {client.books.create_book(draft(sdk, f"{mark} {n}")).body.id for n in range(3)}

    items = list(client.books.export_books(search=mark))

    assert all(isinstance(item, Book) for item in items)
    assert {item.id for item in items} == ids


def test_a_stream_of_events_ends_at_its_last(sdk: ModuleType, client: Any) -> None:
    from book_management_api_client.models import Conversation, Delta, Message

    asked = Conversation(messages=[Message(role="user", content="Which book is about sand?")])

    with client.inference.converse(asked) as stream:
        deltas = list(stream)

    assert deltas
    assert all(isinstance(delta, Delta) for delta in deltas)
    assert stream.done


class LosesTheFirstReply(httpx.HTTPTransport):
    """Hands every request on, and loses the reply to the first POST."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[str | None] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        if request.method == "POST":
            self.keys.append(request.headers.get("idempotency-key"))
            if len(self.keys) == 1:
                response.read()
                response.close()
                raise httpx.ReadError("the connection was lost")
        return response


def test_a_lost_reply_is_asked_for_again_under_the_same_key(sdk: ModuleType, url: str) -> None:
    mark = word()
    wire = LosesTheFirstReply()
    retries = sdk.Retries(first_s=0.01)
    http = httpx.Client(transport=wire)

    with sdk.Client(url, api_key=KEY, http=http, retries=retries) as client:
        made = client.books.create_book(draft(sdk, mark))
        assert client.books.list_books(search=mark).body.total == 1

    assert made.body.title == mark
    assert len(wire.keys) == 2
    assert wire.keys[0] == wire.keys[1] is not None


async def test_everything_can_be_awaited(sdk: ModuleType, url: str, keeps_bytes: bool) -> None:
    from book_management_api_client.errors import Conflict

    mark = word()
    given = draft(sdk, mark)

    async def key() -> str:
        return KEY

    async with sdk.AsyncClient(url, api_key=key) as client:
        made = await client.books.create_book(given)
        with pytest.raises(Conflict):
            await client.books.create_book(given)
        walked = [each.id async for each in client.books.iterate_books(search=mark)]
        streamed = [each.id async for each in client.books.export_books(search=mark)]
        upload = await client.uploads.create_upload(file=b"some text\n")
        content = await client.uploads.get_upload_content(upload.body.id)
        assert await content.read() == (b"some text\n" if keeps_bytes else STAND_IN)

    assert walked == streamed == [made.body.id]


def test_the_first_example_of_the_readme_runs(sdk: ModuleType, site: Path, url: str) -> None:
    readme = python_sdk.made(ROOT / "openapi/openapi.yaml")["README.md"]
    example = readme.split("```python\n", 1)[1].split("```", 1)[0]

    done = subprocess.run(
        [sys.executable, "-c", example.replace("http://127.0.0.1:8000", url)],
        cwd=site / "site", capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert done.stderr == ""
    assert "title=" in done.stdout


def test_the_package_is_strictly_typed(site: Path, sdk: ModuleType) -> None:
    assert python_sdk.type_checked(site / "site") == ""
