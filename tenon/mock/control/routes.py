"""What can be asked of the control: each a method, a path below `/__mock`, and what is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from tenon.contract import Callback
from tenon.mock.control import views
from tenon.mock.control.call import Call
from tenon.mock.control.desk import Desk
from tenon.mock.control.page import PAGE, static
from tenon.mock.control.reply import Reply, json_reply
from tenon.mock.outcome import ABSENT
from tenon.runtime.problem import FieldError, NotFound, refusal
from tenon.runtime.streaming import EVENT_STREAM

T = TypeVar("T")
_DIGITS = 16
_DEFAULT = "default"  # the snapshot of those who need but one


Action = Callable[[Desk, Call], Reply | Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Route:
    """One row; `{}` stands for a segment that is captured, `members` are those of its body."""

    method: str
    path: tuple[str, ...]
    action: Action
    members: tuple[str, ...] = ()

    def captured(self, segments: tuple[str, ...]) -> tuple[str, ...] | None:
        """What a path captures; None when it is another path."""
        if len(segments) != len(self.path):
            return None
        pairs = tuple(zip(self.path, segments, strict=True))
        if any(said not in ("{}", sent) for said, sent in pairs):
            return None
        return tuple(sent for said, sent in pairs if said == "{}")


def _page(_: Desk, call: Call) -> Reply:
    return _found(static(PAGE, call.headers), "page")


def _to_page(_: Desk, __: Call) -> Reply:
    return Reply(308, headers=((b"location", b"../__mock"),))


def _static(_: Desk, call: Call) -> Reply:
    return _found(static(call.captured[0], call.headers), "such file")


def _contract(desk: Desk, _: Call) -> Reply:
    return json_reply(views.contract(desk.mock))


def _operations(desk: Desk, _: Call) -> Reply:
    return json_reply({"items": views.operations(desk.mock)})


def _operation(desk: Desk, call: Call) -> Reply:
    try:
        return json_reply(views.operation(desk.mock, call.captured[0]))
    except KeyError:
        raise _unknown(call.captured[0]) from None


def _state(desk: Desk, call: Call) -> Reply:
    stateful = desk.mock.settings.stateful
    remembered = desk.mock.world.describe(call.session) if stateful else {}
    return json_reply(
        {
            "session": call.session,
            "sessions": sorted({"", *desk.mock.world.sessions}),
            "resources": _cut(remembered, call.query.get("limit")),
        }
    )


def _cut(resources: Mapping[str, Any], limit: str | None) -> Mapping[str, Any]:
    """The first items of each resource, where the caller wants no more."""
    if limit is None:
        return resources
    most = _number(limit)
    return {name: {**told, "items": told["items"][:most]} for name, told in resources.items()}


def _reset(desk: Desk, call: Call) -> Reply:
    desk.mock.world.reset(call.session)
    desk.changes += 1
    return Reply(204)


def _snapshots(desk: Desk, _: Call) -> Reply:
    return json_reply({"items": [snapshot.summary() for snapshot in desk.snapshots]})


def _snapshot(desk: Desk, call: Call) -> Reply:
    """Keep what a session remembers, and hand it out, so that a caller may keep it, too."""
    state = desk.mock.world.snapshot(call.session)
    kept = desk.snapshots.keep(call.text("name", _DEFAULT), call.session, state)
    desk.changes += 1
    return json_reply({**kept.summary(), "state": state}, 201)


def _restore(desk: Desk, call: Call) -> Reply:
    state: Any = call.body.get("state")
    if "state" not in call.body:
        name = call.text("name", _DEFAULT)
        state = _found(desk.snapshots.find(name), f"snapshot named {name!r}").state
    try:
        desk.mock.world.restore(call.session, state)
    except (ValueError, TypeError):
        fault = FieldError("body", "is not a state that a snapshot handed out", "invalid", "/state")
        raise refusal([fault]) from None
    desk.changes += 1
    return Reply(204)


def _requests(desk: Desk, call: Call) -> Reply:
    session = call.query.get("session")
    documents = (entry.document() for entry in desk.mock.log)
    told = [each for each in documents if session is None or each["session"] == session]
    return json_reply({"items": told})


def _request(desk: Desk, call: Call) -> Reply:
    number = _number(call.captured[0])
    entry = _found(desk.mock.log.entry(number), f"request {number}, or it is forgotten,")
    return json_reply(entry.document())


def _forget(desk: Desk, _: Call) -> Reply:
    desk.mock.log.clear()
    return Reply(204)


def _deliveries(desk: Desk, _: Call) -> Reply:
    return json_reply({"items": list(desk.mock.callbacks.deliveries)})


def _events(_: Desk, __: Call) -> Reply:
    """What HEAD is told of the stream of events, which is served beside the routes."""
    return Reply(media_type=EVENT_STREAM)


async def _webhook(desk: Desk, call: Call) -> Reply:
    return await _send(desk, call, desk.mock.contract.webhooks, call.captured[0])


async def _callback(desk: Desk, call: Call) -> Reply:
    id_, name = call.captured
    try:
        operation = desk.mock.contract.operation(id_)
    except KeyError:
        raise _unknown(id_) from None
    return await _send(desk, call, operation.callbacks, name)


async def _send(desk: Desk, call: Call, declared: tuple[Callback, ...], name: str) -> Reply:
    """Send what a contract declares to the URL that the caller names."""
    chosen = _found(
        [each for each in declared if each.name == name] or None,
        f"{name!r} in the contract, or nothing that is named so,",
    )
    body = call.body.get("body", ABSENT)
    sent = [await desk.mock.callbacks.send(each, call.text("url"), body) for each in chosen]
    return json_reply({"items": sent}, 202)


def _found(value: T | None, what: str) -> T:
    if value is None:
        raise NotFound(f"There is no {what} here.")
    return value


def _number(text: str) -> int:
    """A count as it stands in an address; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else 0


def _unknown(operation_id: str) -> NotFound:
    return NotFound(f"The contract has no operation {operation_id!r}.")


ROUTES = (
    Route("GET", (), _page),
    Route("GET", ("",), _to_page),
    Route("GET", ("static", "{}"), _static),
    Route("GET", ("contract",), _contract),
    Route("GET", ("operations",), _operations),
    Route("GET", ("operations", "{}"), _operation),
    Route("GET", ("state",), _state),
    Route("POST", ("reset",), _reset, ("session",)),
    Route("GET", ("snapshots",), _snapshots),
    Route("POST", ("snapshot",), _snapshot, ("name", "session")),
    Route("POST", ("restore",), _restore, ("name", "session", "state")),
    Route("GET", ("requests",), _requests),
    Route("GET", ("requests", "{}"), _request),
    Route("GET", ("events",), _events),
    Route("DELETE", ("requests",), _forget),
    Route("GET", ("deliveries",), _deliveries),
    Route("POST", ("webhooks", "{}"), _webhook, ("url", "body")),
    Route("POST", ("callbacks", "{}", "{}"), _callback, ("url", "body")),
)
