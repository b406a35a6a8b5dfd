"""The query string: every pair belongs to a declared parameter, or is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tenon.contract import Contract, Location, Operation, Parameter
from tenon.runtime.judge import Judge
from tenon.runtime.parameter import (
    compiled,
    content_value,
    malformed_parameter,
    meant,
    missing,
)
from tenon.runtime.problem import FieldError
from tenon.runtime.styles import (
    Malformed,
    Path,
    Repeated,
    member_path,
    query_decode,
    unpack_members,
    unpack_values,
)

_NOT_UTF_8 = "must be percent-encoded UTF-8"


class QueryReader:
    """Reads and judges the query parameters of one operation, into one dict by their names."""

    def __init__(self, contract: Contract, judge: Judge, operation: Operation) -> None:
        self._parameters = operation.located(Location.QUERY)
        self._compiled = {p.name: compiled(contract, judge, p) for p in self._parameters}
        self._deep = {p.name for p in self._parameters if p.style == "deepObject"}
        self._spread = self._spread_parameters()
        self._required = tuple(p for p in self._parameters if p.required)
        self._single = self._compiled.keys() - self._deep - self._spread.keys()
        self._ignored = _credentials(contract)

    def read(self, raw: bytes, values: dict[str, Any], faults: list[FieldError]) -> None:
        """Put the judged parameters under `query`, or say what is wrong with them."""
        if not self._parameters and not raw:
            return
        query: dict[str, Any] = {}
        if raw:
            self._read_all(raw, query, faults)
        else:
            faults.extend(map(missing, self._required))
        if self._parameters:
            values["query"] = query

    def _read_all(self, raw: bytes, query: dict[str, Any], faults: list[FieldError]) -> None:
        own, members = self._sorted(_pairs(raw, faults), faults)
        for parameter in self._parameters:
            if parameter.name in own or parameter.name in members:
                self._read_one(parameter, own, members, query, faults)
            elif parameter.required:
                faults.append(missing(parameter))

    def _read_one(
        self,
        parameter: Parameter,
        own: dict[str, list[str]],
        members: dict[str, list[tuple[Path, str]]],
        query: dict[str, Any],
        faults: list[FieldError],
    ) -> None:
        name = parameter.name
        shape, validator = self._compiled[name]
        try:
            if name in members:
                decoded = [(path, query_decode(text)) for path, text in members[name]]
                value: Any = unpack_members(shape, decoded)
            elif parameter.content is not None:
                value = content_value(parameter.content, _only(own[name]))
            else:
                value = unpack_values(parameter, shape, own[name])
        except Repeated as error:
            faults.append(_fault(name, str(error), "repeated"))
            return
        except (Malformed, ValueError) as error:
            faults.append(malformed_parameter(parameter, error))
            return
        if validator is not None and not validator.is_valid(value):
            text = _only(own[name]) if shape.text_too and name in own else None
            value = meant(validator, parameter, value, text, faults)
        query[name] = value

    def _sorted(
        self, pairs: Iterator[tuple[str, str]], faults: list[FieldError]
    ) -> tuple[dict[str, list[str]], dict[str, list[tuple[Path, str]]]]:
        """The raw texts by parameter name, and the members of exploded and deep objects."""
        own: dict[str, list[str]] = {}
        members: dict[str, list[tuple[Path, str]]] = {}
        for name, text in pairs:
            if name in self._single:
                own.setdefault(name, []).append(text)
                continue
            try:
                owner, path = self._owner(name)
            except Malformed as error:
                faults.append(_fault(name, str(error), "malformed"))
                continue
            if owner is not None:
                members.setdefault(owner, []).append((path, text))
            elif name not in self._ignored:
                faults.append(_fault(name, "is not a parameter of this operation", "unknown"))
        return own, members

    def _owner(self, name: str) -> tuple[str | None, Path]:
        if self._deep and (found := member_path(name)) is not None and found[0] in self._deep:
            return found
        for parameter, holds in self._spread.items():
            if holds(name):
                return parameter, (name,)
        return None, ()

    def _spread_parameters(self) -> dict[str, Callable[[str], bool]]:
        """Objects sent as one pair a property: which names belong to each."""
        spread: dict[str, Callable[[str], bool]] = {}
        for parameter in self._parameters:
            shape, _ = self._compiled[parameter.name]
            exploded = parameter.style == "form" and parameter.explode
            if shape.kind == "object" and exploded and parameter.content is None:
                named = frozenset(shape.members)
                open_ended = not named or shape.other is not None
                spread[parameter.name] = lambda name, n=named, o=open_ended: o or name in n  # type: ignore[misc]
        return spread


def _pairs(raw: bytes, faults: list[FieldError]) -> Iterator[tuple[str, str]]:
    try:
        pairs = raw.decode().split("&")
    except UnicodeDecodeError:
        faults.append(FieldError("query", _NOT_UTF_8, "malformed"))
        return
    for pair in pairs:
        name, _, text = pair.partition("=")
        if not pair:
            continue
        try:
            yield query_decode(name), text
        except ValueError:
            faults.append(_fault(name, _NOT_UTF_8, "malformed"))


def _only(texts: list[str]) -> str:
    if len(texts) > 1:
        raise Repeated("must be sent only once")
    return query_decode(texts[0])


def _fault(name: str, message: str, code: str) -> FieldError:
    return FieldError("query", message, code, name=name)


def _credentials(contract: Contract) -> frozenset[str]:
    """API keys that travel in the query are no parameters (OpenAPI 3.1, Security Scheme)."""
    schemes = (contract.document.get("components") or {}).get("securitySchemes") or {}
    return frozenset(
        str(scheme.get("name"))
        for scheme in schemes.values()
        if scheme.get("type") == "apiKey" and scheme.get("in") == "query"
    )
