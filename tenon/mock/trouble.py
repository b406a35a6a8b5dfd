"""Trouble on demand: drawn by chance from a seed, or asked for by a request or a scenario."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Awaitable, Callable, Mapping
from random import Random
from typing import Any

from tenon.finding import ContractError, Finding
from tenon.imports import ARGUMENTS
from tenon.mock.latency import Latency, seconds
from tenon.mock.mishap import KEY, Mishap, Way, troubled
from tenon.mock.wish import Wish
from tenon.runtime.body import Receive
from tenon.runtime.service import Application, Scope
from tenon.runtime.streaming import Send

WISH = "tenon.mock.wish"
STATUSES = (503, 500, 429)
"""What failures answer when nothing else is said."""


class Trouble:
    """What befalls requests: with the same seed, the same requests meet the same."""

    def __init__(
        self,
        *,
        latency: Latency | None = None,
        error_rate: float = 0.0,
        statuses: tuple[int, ...] = STATUSES,
        drop_rate: float = 0.0,
        slow_s: float = 0.0,
        seed: int = 0,
    ) -> None:
        """`error_rate` and `drop_rate` are chances from 0 to 1, `statuses` what failures answer;
        `slow_s` is how long a body takes.
        """
        self._latency = latency
        self._error_rate = error_rate
        self._statuses = statuses
        self._drop_rate = drop_rate
        self._slow_s = slow_s
        self._random = Random(seed)  # noqa: S311  chance, not secrecy
        self._always = bool(latency or error_rate or drop_rate or slow_s)

    @classmethod
    def of(cls, arguments: Namespace) -> Trouble:
        """What the command line asks for by `delay`, `jitter`, `error_rate`, `drop_rate`, `slow`.

        Each is a text, or absent: spans (`200ms`; `Latency.read` knows more for a delay), a
        chance (`5%`, `0.05`), which after a colon may name statuses (`5%:503,429`). `seed` is a
        number. Raises ContractError.
        """
        findings: list[Finding] = []
        made: dict[str, Any] = {}
        for option, read in _OPTIONS.items():
            text = getattr(arguments, option, None)
            if text is None:
                continue
            try:
                made |= read(str(text), arguments)
            except ValueError as error:
                name = option.replace("_", "-")
                findings.append(Finding(ARGUMENTS, "bad-option", f"--{name}: {error}"))
        if findings:
            raise ContractError(findings)
        return cls(**made, seed=getattr(arguments, "seed", None) or 0)

    def around(self, app: Application, *, scripted: bool = False) -> Application:
        """An application that answers as `app` does, but for the trouble on the way.

        `scripted` says that `app` itself may add trouble, as scenarios do.
        """
        always = self._always or scripted

        def answer(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
            wish: Wish | None = scope.get(WISH)
            if not always and (wish is None or not troubled(wish)):
                return app(scope, receive, send)
            mishap = scope[KEY] = self._drawn()
            if wish is not None:
                mishap.add(wish)
            return app(scope, receive, Way(mishap, scope, send).send)

        return answer

    def _drawn(self) -> Mishap:
        # Each request draws as often as any other: none moves the luck of those after it.
        failing, dropping, halfway, first = (self._random.random() for _ in range(4))
        wait = self._latency.drawn(self._random) if self._latency is not None else 0.0
        start = int(first * len(self._statuses))
        return Mishap(
            delay_s=wait,
            errors=self._statuses[start:] + self._statuses[:start]
            if failing < self._error_rate
            else (),
            drop=dropping < self._drop_rate,
            halfway=halfway < 0.5,
            slow_s=self._slow_s,
        )


def chance(text: str) -> float:
    """The chance in a text such as `5%` or `0.05`. Raises ValueError."""
    number, percent, rest = text.strip().partition("%")
    try:
        found = float(number) / (100 if percent else 1)
    except ValueError:
        found = -1.0
    if rest or not 0 <= found <= 1:
        raise ValueError(f"{text[:50]!r} is no chance; write 5% or 0.05")
    return found


def _statuses(text: str) -> tuple[int, ...]:
    named = [part.strip() for part in text.split(",")]
    if not all(re.fullmatch("[45][0-9]{2}", part) for part in named):
        raise ValueError(f"{text[:50]!r} are no error statuses; write 503,429")
    return tuple(map(int, named))


def _delay(text: str, arguments: Namespace) -> dict[str, Any]:
    return {"latency": Latency.read(text, getattr(arguments, "jitter", None) or "")}


def _jitter(text: str, arguments: Namespace) -> dict[str, Any]:
    seconds(text)
    if getattr(arguments, "delay", None) is None:
        raise ValueError("there is nothing to miss; add --delay")
    return {}


def _errors(text: str, _: Namespace) -> dict[str, Any]:
    rate, colon, named = text.partition(":")
    statuses = {"statuses": _statuses(named)} if colon else {}
    return {"error_rate": chance(rate), **statuses}


_OPTIONS: Mapping[str, Callable[[str, Namespace], dict[str, Any]]] = {
    "delay": _delay,
    "jitter": _jitter,
    "error_rate": _errors,
    "drop_rate": lambda text, _: {"drop_rate": chance(text)},
    "slow": lambda text, _: {"slow_s": seconds(text)},
}
