"""Rate limits that a contract declares."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from tenon.contract import Contract
from tenon.runtime.edges.limits import Breaker, MemoryLimits, Policy, RateLimits, Verdict
from tenon.runtime.edges.limits.guard import caller
from tenon.runtime.edges.limits.policy import policy_of
from tenon.runtime.security import Principal
from tenon.runtime.service import Service
from tests.tiny import Answer, ask, document, operation, reply

MESSAGE = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}},
           "additionalProperties": False}  # fmt: skip
REPLIES = {"204": {"description": ""}, "default": reply(MESSAGE)}
SECOND = 1_000_000_000


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 10**15

    def __call__(self) -> int:
        return self.now

    def pass_s(self, seconds: float) -> None:
        self.now += int(seconds * SECOND)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def contract(**root: Any) -> Contract:
    """Operations a (its own limit), b and c (their tag's), d (none), e (the root's)."""
    two = {"limit": 2, "window": 60}
    paths = {
        "/a": {"get": operation("a", replies=REPLIES, tags=["tag"],
                                **{"x-rate-limit": {"limit": 1, "window": 10}})},
        "/b": {"get": operation("b", replies=REPLIES, tags=["other", "tag"])},
        "/c": {"get": operation("c", replies=REPLIES, tags=["tag"])},
        "/d": {"get": operation("d", replies=REPLIES, **{"x-rate-limit": False})},
        "/e": {"get": operation("e", replies=REPLIES)},
    }  # fmt: skip
    tags = [{"name": "tag", "x-rate-limit": two}, {"name": "other"}]
    return Contract.from_bundle(document(paths, tags=tags, **root))


def served(limiter: Any, **root: Any) -> Service:
    async def done(**_: Any) -> None:
        return None

    found = contract(**root)
    handlers = {operation.id: done for operation in found.operations}
    return Service(found, handlers, guards=[RateLimits(found, limiter)])


async def statuses(service: Service, *targets: str, **scope: Any) -> list[int]:
    return [(await ask(service, "GET", target, **scope)).status for target in targets]


def told(answer: Answer) -> tuple[str | None, str | None, str | None]:
    names = ("ratelimit", "ratelimit-policy", "retry-after")
    first, second, third = (answer.headers.get(name) for name in names)
    return first, second, third


# What a contract declares


@pytest.mark.parametrize(
    ("id_", "found"),
    [("a", Policy("a", 1, 10)), ("b", Policy("tag", 2, 60)), ("c", Policy("tag", 2, 60)),
     ("d", None), ("e", Policy("default", 5, 1))],
)  # fmt: skip
def test_the_nearest_limit_holds(id_: str, found: Policy | None) -> None:
    made = contract(**{"x-rate-limit": {"limit": 5, "window": 1}})
    assert policy_of(made, made.operation(id_)) == found


def test_where_nothing_is_said_there_is_no_limit() -> None:
    made = contract()
    assert policy_of(made, made.operation("e")) is None
    assert RateLimits(made, MemoryLimits())(made.operation("e")) is None


def test_a_scope_names_what_shares_a_limit() -> None:
    made = contract(**{"x-rate-limit": {"limit": 5, "window": 1, "scope": "all"}})
    assert policy_of(made, made.operation("e")) == Policy("all", 5, 1)


# What a caller meets


async def test_one_request_too_many_is_429_as_the_contract_tells_errors(clock: Clock) -> None:
    service = served(MemoryLimits(clock))
    first, second, third = [await ask(service, "GET", "/c") for _ in range(3)]
    assert told(first) == ('"tag";r=1;t=30', '"tag";q=2;w=60', None)
    assert told(second) == ('"tag";r=0;t=30', '"tag";q=2;w=60', None)
    assert told(third) == ('"tag";r=0;t=30', '"tag";q=2;w=60', "30")
    assert (third.status, third.headers["content-type"]) == (429, "application/json")
    assert third.json == {
        "message": "At most 2 requests in 60 seconds are answered; ask again in 30 s."
    }


async def test_who_waits_as_told_is_let_in(clock: Clock) -> None:
    service = served(MemoryLimits(clock))
    assert await statuses(service, "/c", "/c", "/c") == [204, 204, 429]
    clock.pass_s(29.9)
    assert await statuses(service, "/c") == [429]
    clock.pass_s(0.1)
    assert await statuses(service, "/c", "/c") == [204, 429]
    clock.pass_s(60)
    assert await statuses(service, "/c", "/c", "/c") == [204, 204, 429]


async def test_operations_of_a_tag_share_its_limit_and_others_do_not(clock: Clock) -> None:
    service = served(MemoryLimits(clock))
    assert await statuses(service, "/b", "/c", "/b", "/c", "/a", "/a", "/d", "/e") == [
        204, 204, 429, 429, 204, 429, 204, 204]  # fmt: skip


async def test_each_caller_has_a_count_of_its_own(clock: Clock) -> None:
    service = served(MemoryLimits(clock))
    assert await statuses(service, "/c", "/c", "/c") == [204, 204, 429]
    assert await statuses(service, "/c", client=("127.0.0.2", 1)) == [204]


async def test_refused_requests_count_and_say_where_the_caller_stands(clock: Clock) -> None:
    service = served(MemoryLimits(clock))
    answer = await ask(service, "GET", "/c?unknown=1")
    assert (answer.status, answer.headers["ratelimit"]) == (422, '"tag";r=1;t=30')


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1.2.3.4", "1.2.3.4", True), ("1.2.3.4", "1.2.3.5", False),
        ("2001:db8::1", "2001:db8::ffff:1", True), ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:1.2.3.4", "1.2.3.4", True), ("fe80::1%eth0", "fe80::2%eth1", True),
        ("testclient", "testclient", True), ("testclient", "other", False),
    ],
)  # fmt: skip
def test_addresses_are_counted_by_whom_they_belong_to(one: str, other: str, same: bool) -> None:
    assert (caller({"client": (one, 1)}) == caller({"client": (other, 2)})) is same


def test_who_is_known_is_counted_by_name() -> None:
    known = {"tenon.principal": Principal("user:1"), "client": ("1.2.3.4", 1)}
    assert caller(known) == "subject user:1" == caller({**known, "client": ("1.2.3.5", 1)})
    assert caller({"client": None}) == "local"


@pytest.mark.parametrize(
    ("limit", "window"), [(1, 1), (7, 60), (100, 1), (600, 60), (3, 86_400), (100_000, 7)]
)
def test_exactly_as_many_as_declared_are_admitted_at_once(
    clock: Clock, limit: int, window: float
) -> None:
    limiter, policy = MemoryLimits(clock), Policy("x", limit, window)
    verdicts = [limiter.hit("a", policy) for _ in range(limit + 5)]
    assert [verdict.admitted for verdict in verdicts] == [True] * limit + [False] * 5
    assert [verdict.remaining for verdict in verdicts[:limit]] == list(range(limit - 1, -1, -1))


def test_over_time_no_more_are_admitted_than_declared(clock: Clock) -> None:
    limiter, policy = MemoryLimits(clock), Policy("x", 10, 1)
    admitted = 0
    for _ in range(1000):
        clock.pass_s(0.01)
        admitted += limiter.hit("a", policy).admitted
    assert admitted == 10 + 10 * 10 - 1


def test_callers_are_forgotten_when_their_quota_is_whole(clock: Clock) -> None:
    limiter, policy = MemoryLimits(clock), Policy("x", 10, 1)
    for number in range(30_000):
        clock.pass_s(0.001)
        limiter.hit(str(number), policy)
    assert len(limiter._whole) < 11_000


def test_more_callers_than_can_be_remembered_let_the_oldest_off(clock: Clock) -> None:
    limiter, policy = MemoryLimits(clock, most=100), Policy("x", 1, 3600)
    for number in range(1000):
        assert limiter.hit(str(number), policy).admitted
        assert len(limiter._whole) <= 101
    assert not limiter.hit("999", policy).admitted


# When the store is away


class Store:
    """A store that can be taken away, or be slow."""

    def __init__(self) -> None:
        self.asked = 0
        self.away: BaseException | None = None
        self.takes_s = 0.0

    async def hit(self, caller: str, policy: Policy) -> Verdict:
        self.asked += 1
        await asyncio.sleep(self.takes_s)
        if self.away is not None:
            raise self.away
        return policy.verdict(True, policy.interval)


@pytest.fixture
def store() -> Store:
    return Store()


async def test_a_store_that_is_away_lets_requests_through_and_is_told_once(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[bool] = []
    breaker = Breaker(store, retry_s=60, told=heard.append)
    service = served(breaker)
    store.away = ConnectionError("refused")
    with caplog.at_level(logging.WARNING, "tenon"):
        answers = [await ask(service, "GET", "/c") for _ in range(20)]
    assert {answer.status for answer in answers} == {204}
    assert told(answers[-1]) == (None, '"tag";q=2;w=60', None)
    assert store.asked == 3
    assert (heard, breaker.available) == ([False], False)
    assert caplog.messages == ["rate limits are not kept: their store is away (refused)"]


async def test_a_slow_store_holds_nobody_up(store: Store) -> None:
    store.takes_s = 30
    service = served(Breaker(store, patience_s=0.01, retry_s=60))
    async with asyncio.timeout(2):
        assert set(await statuses(service, *["/c"] * 50)) == {204}
    assert store.asked == 3


async def test_a_store_that_is_back_counts_again(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[bool] = []
    breaker = Breaker(store, retry_s=0.02, told=heard.append)
    service = served(breaker)
    store.away = ConnectionError("refused")
    await statuses(service, "/c", "/c", "/c", "/c")
    store.away = None
    assert told(await ask(service, "GET", "/c"))[0] is None  # it is not asked yet
    await asyncio.sleep(0.03)
    caplog.clear()
    assert told(await ask(service, "GET", "/c"))[0] == '"tag";r=1;t=30'
    assert (heard, breaker.available) == ([False, True], True)
    assert caplog.messages == ["rate limits are kept again: their store is back"]


async def test_a_single_failure_is_no_outage(store: Store) -> None:
    breaker = Breaker(store)
    for away in (OSError("x"), None, OSError("x"), OSError("x"), None):
        store.away = away
        await breaker.hit("a", Policy("x", 1, 1))  # type: ignore[misc]
        assert breaker.available
