"""A tiny contract, answered by itself: no state, no trouble, no edges."""

from __future__ import annotations

from collections.abc import Awaitable, MutableMapping
from functools import partial
from typing import Any

from tenon.contract import Contract
from tenon.finding import Finding
from tenon.mock import wishes
from tenon.mock.answers import Answers
from tenon.mock.authenticators import known_by
from tenon.mock.outcome import Outcome
from tenon.mock.refusals import MockProblems
from tenon.mock.settings import MockSettings
from tenon.mock.values import Values
from tenon.mock.wish import NONE
from tenon.runtime.handler import Asked, Direct, Written
from tenon.runtime.judge import Judge
from tenon.runtime.service import Service
from tenon.runtime.settings import RuntimeSettings
from tests.tiny import Answer, ask, contract, operation


class Mocked:
    """A contract whose operations answer as it says, or with `outcome` where there is one."""

    def __init__(self, contract_: Contract, settings: MockSettings | None = None) -> None:
        settings = settings or MockSettings()
        judge = Judge(contract_.schemas, settings.formats)
        values = Values(contract_.schemas, judge, settings.formats, fill=settings.fill)
        self.findings: list[Finding] = []
        self.outcome: Outcome | None = None
        self.answers = Answers(contract_, judge, values, settings, self.findings.append)
        self.service = Service(
            contract_,
            {o.id: _Answered(self) for o in contract_.operations},
            RuntimeSettings(docs=False),
            authenticators=known_by(contract_),
            problems=partial(MockProblems, answers=self.answers),
            judge=judge,
        )

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        scope["wish"] = wishes.read(scope) or NONE
        await self.service(scope, receive, send)

    async def ask(self, method: str, target: str, content: bytes = b"", **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await ask(self, method, target, content, named)

    async def get(self, target: str = "/it", **headers: str) -> Answer:
        return await self.ask("GET", target, b"", **headers)


class _Answered(Direct):
    def __init__(self, mocked: Mocked) -> None:
        self._mocked = mocked

    def __call__(self, asked: Asked) -> Written | Awaitable[Written]:
        if self._mocked.outcome is not None:
            return self._mocked.answers.written(asked, self._mocked.outcome)
        return self._mocked.answers.stateless(asked, asked.scope["wish"])


def mocked(
    replies: dict[str, Any],
    *parameters: Any,
    path: str = "/it",
    method: str = "get",
    body: Any = None,
    schemas: dict[str, Any] | None = None,
    settings: MockSettings | None = None,
    **members: Any,
) -> Mocked:
    """A mock of one operation, `getIt`, with these replies."""
    declared = operation("getIt", *parameters, body=body, replies=replies)
    return Mocked(contract({path: {method: declared}}, schemas, **members), settings)


def json_reply(schema: Any = None, media_type: str = "application/json", **more: Any) -> Any:
    """A reply in JSON, with `example` or `examples` (values by key) of its media type."""
    media: dict[str, Any] = {} if schema is None else {"schema": schema}
    if "examples" in more:
        media["examples"] = {key: {"value": value} for key, value in more.pop("examples").items()}
    if "example" in more:
        media["example"] = more.pop("example")
    return {"description": "", "content": {media_type: media}, **more}
