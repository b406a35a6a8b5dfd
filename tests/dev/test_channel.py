"""Messages between the processes of a development server."""

from __future__ import annotations

import os

import pytest

from tenon.dev.channel import Channel


def test_messages_arrive_whole_and_in_order() -> None:
    one, other = Channel.pair()
    one.send({"first": 1})
    one.send({"second": "x" * 100_000})

    assert other.receive(5) == ({"first": 1}, [])
    assert other.receive(5) == ({"second": "x" * 100_000}, [])
    one.close()
    other.close()


def test_a_descriptor_travels_with_its_message() -> None:
    one, other = Channel.pair()
    reading, writing = os.pipe()
    one.send({"take": True}, (writing,))

    received = other.receive(5)

    assert received is not None
    os.write(received[1][0], b"through it")
    assert os.read(reading, 100) == b"through it"
    for descriptor in (reading, writing, *received[1]):
        os.close(descriptor)
    one.close()
    other.close()


def test_a_closed_end_is_heard_as_none() -> None:
    one, other = Channel.pair()
    one.close()

    assert other.receive(5) is None
    other.close()


def test_silence_times_out() -> None:
    one, other = Channel.pair()

    with pytest.raises(TimeoutError):
        other.receive(0.01)
    one.close()
    other.close()
