"""Who may call: alternatives of schemes that are asked together, with their scopes.

What was enough must still be enough. An alternative is satisfied by whoever satisfied one that
asks for the same schemes, or more, with the same scopes, or more (OpenAPI 3.1, Security
Requirement Object).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tenon.contract import Operation, SecurityScheme
from tenon.diff.change import Audience
from tenon.diff.scene import Scene
from tenon.diff.side import Side
from tenon.diff.sink import Sink
from tenon.document.wording import shown

_Alternative = Mapping[str, tuple[str, ...]]
_SENDING = Audience.SENDING


def compare_security(scene: Scene) -> None:
    """Tell what changed of what an operation asks of its callers."""
    at = _at(scene, 0), _at(scene, 1)
    for rule, message in _asked(_alternatives(scene.base), _alternatives(scene.head)):
        scene.add(rule, _SENDING, message, *at)


def _asked(
    before: Sequence[_Alternative], after: Sequence[_Alternative]
) -> Iterator[tuple[str, str]]:
    if {} not in after and {} in before:
        yield "security-added", f"callers must be known: {', or '.join(map(_one, after))}"
    elif {} in after and {} not in before:
        yield "security-removed", "callers need not be known any more"
    else:
        yield from _lost(before, after)
        yield from _gained(before, after)


def _lost(
    before: Sequence[_Alternative], after: Sequence[_Alternative]
) -> Iterator[tuple[str, str]]:
    """Alternatives by which a caller was let in, and is not."""
    for one in before:
        if any(_enough(one, other) for other in after):
            continue
        twin = next((other for other in after if other.keys() == one.keys()), None)
        if twin is None:
            yield "security-alternative-removed", f"{_one(one)} is not enough any more"
        for scope in _scopes(twin or {}, one):
            yield "security-scope-added", f"{scope} is asked for"


def _gained(
    before: Sequence[_Alternative], after: Sequence[_Alternative]
) -> Iterator[tuple[str, str]]:
    """Alternatives by which a caller is let in, and was not."""
    for one in after:
        if any(_enough(one, other) for other in before):
            continue
        twin = next((other for other in before if other.keys() == one.keys()), None)
        if twin is None:
            yield "security-alternative-added", f"{_one(one)} is enough"
        for scope in _scopes(twin or {}, one):
            yield "security-scope-removed", f"{scope} is not asked for any more"


def _alternatives(operation: Operation) -> list[_Alternative]:
    return list(operation.security) or [{}]


def _enough(had: _Alternative, asked: _Alternative) -> bool:
    """Whether who satisfies the one satisfies the other."""
    return all(name in had and set(scopes) <= set(had[name]) for name, scopes in asked.items())


def _scopes(one: _Alternative, other: _Alternative) -> Iterator[str]:
    """The scopes that the first asks for and the second does not."""
    for name, scopes in one.items():
        for scope in scopes:
            if scope not in other.get(name, ()):
                yield f"the scope {shown(scope)} of {shown(name)}"


def _one(alternative: _Alternative) -> str:
    return " with ".join(map(shown, alternative)) or "nothing"


def _at(scene: Scene, side: int) -> str:
    """Where an operation says whom it answers, or the document says it for all."""
    at = scene.at(side, "security")
    if at.endswith("/security"):
        return at
    return scene.sides[side].inside("", "security") or at


def compare_schemes(sides: tuple[Side, Side], sink: Sink) -> None:
    """Tell what changed of the schemes that operations of both sides ask for."""
    for name, users in _users(sides[0]).items():
        base = sides[0].contract.security_schemes.get(name)
        head = sides[1].contract.security_schemes.get(name)
        if base is None or head is None or name not in _users(sides[1]):
            continue
        for rule, message in _differences(base, head):
            for user in users:
                sink.add(rule, _SENDING, user, message, base.pointer, head.pointer)


def _users(side: Side) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for operation in side.contract.operations:
        for name in dict.fromkeys(n for one in operation.security for n in one):
            found.setdefault(name, []).append(f"{operation.method} {operation.path}")
    return found


def _differences(base: SecurityScheme, head: SecurityScheme) -> Iterator[tuple[str, str]]:
    was, now = _how(base), _how(head)
    if was != now:
        message = f"{shown(head.name)} is {now}, was {was}"
        yield "security-scheme-changed", message
    elif _addresses(base) != _addresses(head):
        message = f"tokens of {shown(head.name)} are got in another way"
        yield "security-address-changed", message


def _how(scheme: SecurityScheme) -> str:
    said = (scheme.type, scheme.scheme, scheme.location, scheme.parameter)
    return " ".join(shown(word) for word in said if word)


def _addresses(scheme: SecurityScheme) -> object:
    flows = {
        kind: {k: v for k, v in flow.items() if k.endswith("Url")}
        for kind, flow in scheme.flows.items()
        if isinstance(flow, Mapping)
    }
    return flows, scheme.open_id_connect_url
