"""The comparison of two contracts as wholes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from tenon.contract import Callback, Operation
from tenon.contract.pointer import join
from tenon.diff.change import Audience, Change
from tenon.diff.inclusion import Inclusion
from tenon.diff.lifecycle import compare_lifecycle, removal
from tenon.diff.matching import Match, match
from tenon.diff.parameters import compare_parameters
from tenon.diff.replies import compare_body, compare_replies
from tenon.diff.same import Same
from tenon.diff.scene import Scene
from tenon.diff.security import compare_schemes, compare_security
from tenon.diff.side import Side
from tenon.diff.sink import Sink
from tenon.diff.walk import Walk
from tenon.document import Bundle
from tenon.document.wording import shown


def compare(base: Bundle, head: Bundle, *, today: date | None = None) -> tuple[Change, ...]:
    """What changed from one contract to the other, by where it stands in the second.

    `today` (UTC when not given) decides whether what was deprecated had reached its sunset. What
    is the same in meaning is no change, however it is written.
    """
    sides = Side(base), Side(head)
    return _Comparison(sides, today or datetime.now(UTC).date()).run()


class _Comparison:
    def __init__(self, sides: tuple[Side, Side], today: date) -> None:
        self._sides, self._today = sides, today
        self._walk = Walk(sides, Same(*sides), Inclusion(), today)
        self._sink = Sink(sides, self._walk)

    def run(self) -> tuple[Change, ...]:
        base, head = (side.contract for side in self._sides)
        matching = match(base, head)
        for found in matching.both:
            self._operation(found)
        for operation in matching.removed:
            self._removed(operation)
        for operation in matching.added:
            name, at = _name(operation), operation.pointer
            self._sink.add("operation-added", Audience.BOTH, name, f"{name} is new", None, at)
        self._servers()
        compare_schemes(self._sides, self._sink)
        webhooks = {hook.name + hook.request.method: hook for hook in base.webhooks}
        others = {hook.name + hook.request.method: hook for hook in head.webhooks}
        self._calls(webhooks, others, "webhook", "", ("", ""))
        return self._sink.changes()

    def _operation(self, found: Match) -> None:
        name = _name(found.head)
        scene = self._scene(found.base, found.head, name)
        if found.moved:
            message = f"{name} was {_name(found.base)}"
            scene.add("operation-moved", Audience.BOTH, message, scene.at(0), scene.at(1))
        compare_lifecycle(scene)
        compare_security(scene)
        compare_parameters(scene)
        compare_body(scene)
        compare_replies(scene)
        before, after = (
            {f"{c.name} {c.expression} {c.request.method}": c for c in operation.callbacks}
            for operation in (found.base, found.head)
        )
        self._calls(before, after, "callback", name, (scene.at(0), scene.at(1)))

    def _removed(self, operation: Operation) -> None:
        name = _name(operation)
        verdict, how = removal(operation, self._today)
        self._sink.add(
            "operation-removed", Audience.BOTH, name, f"{name} is gone{how}",
            operation.pointer, None, verdict,
        )  # fmt: skip

    def _scene(self, base: Operation, head: Operation, name: str) -> Scene:
        return Scene(self._sides, base, head, self._walk, self._sink, name, self._today)

    def _servers(self) -> None:
        before, after = (_servers(side) for side in self._sides)
        for url, at in before.items():
            if url not in after:
                message = f"the server {shown(url)} is gone"
                where = self._sides[1].inside("", "servers")
                self._sink.add("server-removed", Audience.BOTH, "", message, at, where)
        for url, at in after.items():
            if url not in before:
                where = self._sides[0].inside("", "servers")
                message = f"the server {shown(url)} is new"
                self._sink.add("server-added", Audience.BOTH, "", message, where, at)

    def _calls(
        self,
        before: Mapping[str, Callback],
        after: Mapping[str, Callback],
        kind: str,
        name: str,
        around: tuple[str, str],
    ) -> None:
        """Requests that the service sends: clients receive what they say, and answer."""
        for key, call in before.items():
            called = name or f"{kind} {call.name}"
            if key in after:
                self._call(call.request, after[key].request, called)
            else:
                message = f"the {kind} {shown(call.name)} is gone"
                at, there = call.request.pointer, around[1] if name else None
                self._sink.add(f"{kind}-removed", Audience.RECEIVING, called, message, at, there)
        for key, call in after.items():
            if key not in before:
                message = f"the {kind} {shown(call.name)} is new"
                here, at = around[0] if name else None, call.request.pointer
                called = name or f"{kind} {call.name}"
                self._sink.add(f"{kind}-added", Audience.RECEIVING, called, message, here, at)

    def _call(self, base: Operation, head: Operation, name: str) -> None:
        scene = Scene(
            self._sides, base, head, self._walk, self._sink, name, self._today,
            sent=Audience.RECEIVING, answered=Audience.SENDING,
        )  # fmt: skip
        compare_parameters(scene)
        compare_body(scene)
        compare_replies(scene)


def _name(operation: Operation) -> str:
    return f"{operation.method} {shown(operation.path)}"


def _servers(side: Side) -> dict[str, str]:
    """The URLs of the servers of a document, and where each stands."""
    servers = side.document.get("servers") or []
    urls = [str(server.get("url", "")).rstrip("/") for server in servers]
    return {url: join("/servers", index, "url") for index, url in enumerate(urls)}
