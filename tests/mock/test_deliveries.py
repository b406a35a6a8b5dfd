"""Deliveries: sent again, given up, and never to where they must not go."""

from __future__ import annotations

import asyncio

import pytest

from tenon.contract import Callback
from tenon.mock.deliveries import Deliveries, Letter, Refused, check_url, is_near
from tests.mock.receiving import Receive, ordering


async def test_what_is_not_taken_is_sent_again(receive: Receive, deliveries: Deliveries) -> None:
    receiver = await receive("503 No", "500 No", "200 OK")
    deliveries.send(Letter("a", "POST", receiver.url, body=b"x"))
    await deliveries.settled()
    (record,) = deliveries.records
    assert record["state"] == "delivered"
    assert [attempt["status"] for attempt in record["attempts"]] == [503, 500, 200]


async def test_what_is_refused_for_good_is_not_sent_again(
    receive: Receive, deliveries: Deliveries
) -> None:
    receiver = await receive("400 No")
    deliveries.send(Letter("a", "POST", receiver.url))
    await deliveries.settled()
    assert deliveries.records[0]["state"] == "failed"
    assert len(receiver.requests) == 1


async def test_redirects_are_not_followed(receive: Receive, deliveries: Deliveries) -> None:
    receiver = await receive("302 Found\r\nlocation: /elsewhere")
    deliveries.send(Letter("a", "POST", receiver.url))
    await deliveries.settled()
    assert len(receiver.requests) == 1
    assert deliveries.records[0]["state"] == "failed"


async def test_sending_ends_after_some_attempts(deliveries: Deliveries) -> None:
    deliveries.send(Letter("a", "POST", "http://127.0.0.1:1/"))
    await deliveries.settled()
    (record,) = deliveries.records
    assert record["state"] == "failed"
    assert len(record["attempts"]) == 4
    assert all(attempt["error"] for attempt in record["attempts"])


async def test_a_receiver_that_hangs_is_left_alone() -> None:
    ended = asyncio.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()  # until the mock hangs up
        writer.close()
        await writer.wait_closed()
        ended.set()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    deliveries = Deliveries(attempts=1, timeout_s=0.1)
    deliveries.send(Letter("a", "POST", f"http://127.0.0.1:{port}/"))
    await asyncio.wait_for(deliveries.settled(), 5)
    assert deliveries.records[0]["attempts"][0]["error"] == "TimeoutError"
    await asyncio.wait_for(ended.wait(), 5)
    server.close()
    await deliveries.close()


async def test_no_more_wait_than_a_hundred_and_a_hundred_are_remembered(
    receive: Receive, deliveries: Deliveries
) -> None:
    receiver = await receive()
    for _ in range(250):
        deliveries.send(Letter("a", "POST", receiver.url))
    states = [record["state"] for record in deliveries.records]
    assert (len(states), states.count("dropped")) == (100, 100)
    await deliveries.settled()
    assert len(receiver.requests) == 100


async def test_records_are_replaced_and_never_changed(
    receive: Receive, deliveries: Deliveries
) -> None:
    receiver = await receive()
    before = deliveries.send(Letter("a", "POST", receiver.url))
    await deliveries.settled()
    assert before["state"] == "waiting"
    assert deliveries.records[0] is not before


@pytest.mark.parametrize(
    ("url", "near"),
    [
        ("http://localhost:1/", True),
        ("http://a.localhost/", True),
        ("http://127.0.0.9/", True),
        ("http://[::1]/", True),
        ("http://2130706433/", True),
        ("http://[::ffff:127.0.0.1]/", True),
        ("http://example.com/", False),
        ("http://10.0.0.1/", False),
    ],
)
def test_this_machine_is_near(url: str, near: bool) -> None:
    check_url(url)
    assert is_near(url) is near


@pytest.mark.parametrize("url", ["", "/x", "http://", "ftp://a/", "http://a\r\nb/", "http://[a/"])
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(Refused, match="the URL"):
        check_url(url)


def test_a_callback_of_the_contract_says_what_it_sends() -> None:
    (found,) = ordering().operation("order").callbacks
    assert isinstance(found, Callback)
    assert found.request.id == "told"
