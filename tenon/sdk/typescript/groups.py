"""`groups.ts`: the types of a client's groups, methods and credentials."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tenon.contract import Contract, Location
from tenon.sdk.npm import names, source
from tenon.sdk.npm.methods import Answer
from tenon.sdk.server import server
from tenon.sdk.typescript.plan import Group, Member, Plan

_HEAD = """\
// Generated from the contract. Do not edit.
/** The types of a client: what each method takes, and what it answers. */
import type {
  Declared,
  Download,
  ItemOf,
  Options,
  Pair,
  Reply,
  Stream,
  Token,
} from "./core/index.js";
import type { operations } from "./schema.js";
import type * as types from "./types.js";

"""
_STEP = "  "


def groups(plan: Plan, document: Mapping[str, Any]) -> str:
    """The text of the module; `document` is the one that types are made of."""
    several = "\n".join(_group(plan, document, group) for group in plan.groups)
    attributes = "".join(f"{_STEP}readonly {g.attribute}: {g.type};\n" for g in plan.groups)
    whole = f"/** Every group of a client. */\nexport interface Groups {{\n{attributes}}}\n"
    return "\n".join([_HEAD + _held(plan.contract), _address(plan.contract), several, whole])


def _held(contract: Contract) -> str:
    lines = []
    for name, scheme in names.credentials(contract).values():
        kind = "Pair" if (names.travels(scheme) or ("",))[0] == "basic" else "Token"
        lines.append(source.comment(scheme.description, _STEP))
        lines.append(f"{_STEP}readonly {name}?: {kind} | undefined;\n")
    about = "/** The credentials of a caller, by the names of security schemes. */\n"
    return f"{about}export interface Held {{\n{''.join(lines)}}}\n"


def _address(contract: Contract) -> str:
    mark = "" if server(contract) is None else "?"
    type_ = "string | undefined" if mark else "string"
    about = f"{_STEP}/** Where the service is, with the path that its operations are below. */\n"
    return (
        "/** The address of a service. */\n"
        f"export interface Address {{\n{about}{_STEP}readonly baseUrl{mark}: {type_};\n}}\n"
    )


def _group(plan: Plan, document: Mapping[str, Any], group: Group) -> str:
    tag = next((t for t in plan.contract.tags.values() if _is_of(t, group)), {})
    words = source.comment(str(tag.get("description") or f"Operations on {group.name}."))
    methods = (
        _Written(member, plan.first(member.method), document).text() for member in group.members
    )
    return f"{words}export interface {group.type} {{\n{''.join(methods)}}}\n"


def _is_of(tag: Mapping[str, object], group: Group) -> bool:
    first = group.members[0].method.operation.tags
    return bool(first) and tag.get("name") == first[0]


@dataclass(frozen=True, slots=True)
class _Written:
    """A method being written; `name` is what the types know its operation by."""

    member: Member
    name: str
    document: Mapping[str, Any]

    def text(self) -> str:
        operation = self.member.method.operation
        about = "\n\n".join(_words(self.member))
        words = source.comment(about, _STEP, deprecated=operation.deprecated)
        given, needed = self._given()
        mark = "" if needed else "?"
        return f"{words}{_STEP}{self.member.name}(input{mark}: {given}): {self._returned()};\n"

    def _given(self) -> tuple[str, bool]:
        """The type of the argument of a method, and whether it must be given."""
        fields: list[tuple[str, str, bool]] = []
        for location in Location:
            found = self.member.method.operation.located(location)
            needed = location is Location.PATH or any(each.required for each in found)
            if found:
                text = f'{self._type}["parameters"]["{location.value}"]'
                fields.append((location.value, text, needed))
        fields += self._body()
        inner = "".join(
            f"{_STEP * 2}{name}{'' if needed else '?'}: {text}{'' if needed else ' | undefined'};\n"
            for name, text, needed in fields
        )
        whole = f"Options & {{\n{inner}{_STEP}}}" if fields else "Options"
        return whole, any(needed for _, _, needed in fields)

    def _body(self) -> Iterator[tuple[str, str, bool]]:
        body = self.member.method.body
        if body is None:
            return
        said = self._said["requestBody"]["content"]
        whole = f'NonNullable<{self._type}["requestBody"]>["content"]'
        yield "body", _content(said, body.types, whole), body.required
        if body.chosen:
            anything = any("*" in each for each in body.types)
            yield "contentType", "string" if anything else _keys(body.types), False

    def _returned(self) -> str:
        method = self.member.method
        if self.member.verb == "pages":
            items = method.pages.items if method.pages else None
            named = "" if items is None else f", {source.data(items)}"
            return (
                f"AsyncGenerator<ItemOf<{self._data(method.answers[0])}{named}>, void, undefined>"
            )
        if self.member.verb == "items":
            found = dict.fromkeys(self._data(a) for a in method.answers if a.media)
            return f"Stream<{' | '.join(found) or 'unknown'}>"
        if self.member.verb == "download":
            statuses = dict.fromkeys(_status(answer.status) for answer in method.answers)
            return f"Promise<Download<{' | '.join(statuses) or 'number'}>>"
        replies = [self._reply(answer) for answer in method.answers] or ["Reply"]
        if len(replies) == 1:
            return f"Promise<{replies[0]}>"
        listed = "".join(f"\n{_STEP * 2}| {reply}" for reply in replies)
        return f"Promise<{listed}\n{_STEP}>"

    def _reply(self, answer: Answer) -> str:
        given = [_status(answer.status), self._data(answer)]
        if answer.headers:
            given.append(f'Declared<{self._type}["responses"][{_key(answer.status)}]["headers"]>')
        return f"Reply<{', '.join(given)}>"

    def _data(self, answer: Answer) -> str:
        if not answer.media:
            return "undefined"
        said = self._said["responses"][answer.status]["content"]
        whole = f'{self._type}["responses"][{_key(answer.status)}]["content"]'
        return _content(said, (media.type for media in answer.media), whole)

    @property
    def _type(self) -> str:
        return f'operations["{self.name}"]'

    @property
    def _said(self) -> Mapping[str, Any]:
        operation = self.member.method.operation
        said: Mapping[str, Any] = self.document["paths"][operation.path]
        found: Mapping[str, Any] = said[operation.method.lower()]
        return found


def _words(member: Member) -> Iterator[str]:
    operation = member.method.operation
    if member.verb == "pages":
        yield f"Goes through all items of {operation.id}, page by page."
        return
    summary = operation.summary.strip()
    yield f"{summary}." if summary and summary[-1].isalnum() else summary
    yield operation.description
    yield f"{operation.id}: {operation.method} {operation.path}"


def _content(said: Mapping[str, Any], types: Iterable[str], whole: str) -> str:
    """The type of a body: by its name where it has one, else by where it stands."""
    several = tuple(dict.fromkeys(types))
    named = [said[type_]["schema"].get("$ref") for type_ in several]
    if all(named):
        return " | ".join(dict.fromkeys(f"types.{ref.rpartition('/')[2]}" for ref in named))
    return f"{whole}[{_keys(several)}]"


def _keys(types: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(map(source.data, types)))


def _status(status: str) -> str:
    return status if status.isdigit() else "number"


def _key(status: str) -> str:
    return status if status.isdigit() else source.data(status)
