"""Who was known once is known again, until it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tenon.runtime.problem import ServiceUnavailable, Unauthorized
from tenon.runtime.security import Principal, Remembered
from tests.runtime.locks import locked
from tests.tiny import ask

Times = Callable[[str], float | None]


class Desk:
    """An authenticator that notes what it is asked; the clock is set by hand."""

    def __init__(self, expires_at: Times = lambda text: 100.0) -> None:
        self.asked: list[str] = []
        self.now = 0.0
        self._expires_at = expires_at

    def __call__(self, text: str) -> Principal | None:
        self.asked.append(text)
        if text == "bad":
            raise Unauthorized("It is bad.")
        if text == "down":
            raise ServiceUnavailable("Not now.")
        if text == "strange":
            return None
        return Principal(text.split("-")[0], expires_at=self._expires_at(text))

    def clock(self) -> float:
        return self.now


def test_a_credential_is_verified_once_until_it_expires() -> None:
    desk = Desk()
    remembered = Remembered(desk, clock=desk.clock)
    assert [remembered("ann"), remembered("ann")] == [Principal("ann", expires_at=100.0)] * 2
    assert desk.asked == ["ann"]
    desk.now = 99.9
    remembered("ann")
    assert desk.asked == ["ann"]
    desk.now = 100.0
    remembered("ann")
    assert desk.asked == ["ann", "ann"]


def test_refusals_are_never_remembered() -> None:
    desk = Desk()
    remembered = Remembered(desk, clock=desk.clock)
    for _ in range(2):
        assert remembered("strange") is None
        with pytest.raises(Unauthorized):
            remembered("bad")
        with pytest.raises(ServiceUnavailable):
            remembered("down")
    assert desk.asked == ["strange", "bad", "down"] * 2


def test_what_never_expires_is_remembered_only_within_bounds() -> None:
    desk = Desk(lambda text: None)
    forever, bounded = Remembered(desk), Remembered(desk, longest_s=10, clock=desk.clock)
    forever("ann"), forever("ann")
    assert desk.asked == ["ann", "ann"]
    bounded("bob"), bounded("bob")
    desk.now = 10.0
    bounded("bob")
    assert desk.asked == ["ann", "ann", "bob", "bob"]


def test_nothing_is_remembered_for_longer_than_it_may_be() -> None:
    desk = Desk(lambda text: 5.0 if text == "soon" else 1_000.0)
    remembered = Remembered(desk, longest_s=10, clock=desk.clock)
    remembered("soon"), remembered("late")
    desk.now = 5.0
    remembered("soon"), remembered("late")
    assert desk.asked == ["soon", "late", "soon"]
    desk.now = 10.0
    remembered("late")
    assert desk.asked[3:] == ["late"]


def test_of_too_many_the_one_longest_unused_is_forgotten() -> None:
    desk = Desk()
    remembered = Remembered(desk, limit=2, clock=desk.clock)
    for text in ("ann", "bob", "ann", "cat", "ann", "bob"):
        remembered(text)
    assert desk.asked == ["ann", "bob", "cat", "bob"]


def test_all_credentials_of_a_subject_can_be_forgotten() -> None:
    desk = Desk()
    remembered = Remembered(desk, clock=desk.clock)
    for text in ("ann-1", "ann-2", "bob-1"):
        remembered(text)
    remembered.forget("ann")
    for text in ("ann-1", "ann-2", "bob-1"):
        remembered(text)
    assert desk.asked == ["ann-1", "ann-2", "bob-1", "ann-1", "ann-2"]


async def test_an_answer_given_before_a_subject_was_forgotten_is_not_remembered() -> None:
    go, asked = asyncio.Event(), []

    async def slow(text: str) -> Principal:
        asked.append(text)
        await go.wait()
        return Principal("ann", expires_at=100.0)

    remembered = Remembered(slow, clock=lambda: 0.0)
    answer = remembered("ann")
    assert answer is not None
    assert not isinstance(answer, Principal)
    waiting = asyncio.ensure_future(answer)
    await asyncio.sleep(0)
    remembered.forget("ann")
    go.set()
    assert await waiting == Principal("ann", expires_at=100.0)
    again = remembered("ann")
    assert again is not None
    assert not isinstance(again, Principal)
    await again
    assert asked == ["ann", "ann"]
    assert remembered("ann") == Principal("ann", expires_at=100.0)


def test_memory_holds_no_credential_in_the_clear() -> None:
    desk = Desk()
    remembered = Remembered(desk, clock=desk.clock)
    remembered("a-secret-token")
    assert "secret-token" not in repr(vars(remembered))


@pytest.mark.parametrize("first", [True, False], ids=["first", "second"])
async def test_a_service_asks_memory_first_and_scopes_always(first: bool) -> None:
    desk = Desk()
    remembered = Remembered(desk, clock=desk.clock)
    names = ("bearer", "oauth") if first else ("oauth", "bearer")
    service = locked(
        [{name: []} for name in names],
        authenticators={"bearer": remembered, "oauth": lambda text: None},
    )
    sent = {"Authorization": "Bearer ann"}
    answers = [(await ask(service, "GET", "/vault", headers=sent)).status for _ in range(3)]
    assert (answers, desk.asked) == ([200, 200, 200], ["ann"])
    desk.now = 100.0
    await ask(service, "GET", "/vault", headers=sent)
    assert desk.asked == ["ann", "ann"]
    strict = locked([{"bearer": ["write"]}], authenticators={"bearer": remembered})
    refused = await ask(strict, "GET", "/vault", headers=sent)
    assert refused.status == 403
    garbled = await ask(strict, "GET", "/vault", headers={"Authorization": "Bearer a b"})
    assert garbled.status == 401
