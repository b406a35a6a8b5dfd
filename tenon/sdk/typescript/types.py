"""`types.ts` and `problem.ts`: names for what travels in bodies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tenon.sdk.npm import source

_HEAD = "// Generated from the contract. Do not edit.\n"


def types(document: Mapping[str, Any]) -> str:
    """The module of every component's type, from the document that types are made of."""
    schemas = document["components"]["schemas"]
    lines = [f"{_HEAD}/** What travels in bodies, by name. */\n"]
    lines += ['import type { components } from "./schema.js";\n'] if schemas else ["export {};\n"]
    for name, schema in schemas.items():
        said = schema.get("description", "") if isinstance(schema, Mapping) else ""
        late = isinstance(schema, Mapping) and schema.get("deprecated") is True
        words = source.comment(said, deprecated=late)
        lines.append(f"\n{words}export type {name} = {_component(name)};\n")
    return "".join(lines)


def problem(document: Mapping[str, Any]) -> str:
    """The module of what an error reply may hold."""
    found = list(dict.fromkeys(_problems(document)))
    used = [name for name in ("components", "operations")
            if any(each.startswith(name) for each in found)]  # fmt: skip
    imported = f'import type {{ {", ".join(used)} }} from "./schema.js";\n\n' if used else ""
    union = "".join(f"\n  | {each}" for each in found) or " unknown"
    about = "/** What an error reply holds, as the contract declares it. */\n"
    return f"{_HEAD}{imported}{about}export type Problem ={union};\n"


def _problems(document: Mapping[str, Any]) -> Iterator[str]:
    for operation in (each for item in document["paths"].values() for each in item.values()):
        for status, reply in operation["responses"].items():
            if status[0] in "45d":
                id_ = operation["operationId"]
                yield from _contents(reply["content"], id_, status)


def _contents(content: Mapping[str, Any], id_: str, status: str) -> Iterator[str]:
    for type_, media in content.items():
        essence = type_.partition(";")[0].strip().lower()
        if essence.endswith(("/json", "+json")):
            reference = media["schema"].get("$ref")
            key = status if status.isdigit() else source.data(status)
            inline = f'operations["{id_}"]["responses"][{key}]["content"][{source.data(type_)}]'
            yield _component(reference.rpartition("/")[2]) if reference else inline


def _component(name: str) -> str:
    return f'components["schemas"]["{name}"]'
