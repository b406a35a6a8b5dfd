"""Calls: what the contract says of one operation, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A declared parameter; `style` and `explode` are those of OpenAPI 3.1."""

    argument: str
    name: str
    location: str
    style: str = "simple"
    explode: bool = False
    allow_reserved: bool = False
    json: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A declared successful reply: how its body is read (`json`, `text` or `none`), and as what.

    `type` is a class of `Reply` where `whole` is set, else the type of the body itself.
    `headers` are the declared ones, with whether each holds a list.
    """

    status: str
    form: str
    type: Any
    whole: bool = False
    headers: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """A declared reply of failure, and the type of its body."""

    status: str
    type: Any


@dataclass(frozen=True, slots=True)
class Scheme:
    """A security scheme: `kind` is `bearer`, `basic`, `header`, `query`, `cookie` or `http`."""

    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked; `body` tells how an argument of that name travels.

    `body` is `json`, `form`, `multipart`, `text`, `bytes` or empty; `parts` are, for a form,
    the names of its parts by argument. `security` names schemes: one of the alternatives, all
    schemes of it.
    """

    id: str
    method: str
    path: str
    accept: str = "*/*"
    parameters: tuple[Parameter, ...] = ()
    body: str = ""
    content_type: str = ""
    body_type: Any = None
    parts: Mapping[str, str] = field(default_factory=dict)
    security: tuple[tuple[str, ...], ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def idempotency_argument(self) -> str | None:
        """The argument that holds the Idempotency-Key, where the contract declares one."""
        return self._header("idempotency-key")

    @property
    def resumption_argument(self) -> str | None:
        """The argument that holds the Last-Event-ID, where the contract declares one."""
        return self._header("last-event-id")

    def _header(self, name: str) -> str | None:
        named = (p for p in self.parameters if p.location == "header")
        return next((p.argument for p in named if p.name.lower() == name), None)


@dataclass(frozen=True, slots=True)
class Call(_Asked, Generic[T]):
    """An operation that is answered with a T."""

    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class StreamCall(_Asked, Generic[T]):
    """An operation that is answered with a stream of T."""

    item: Any = None


@dataclass(frozen=True, slots=True)
class Download(_Asked):
    """An operation that is answered with bytes."""


Asked = _Asked
