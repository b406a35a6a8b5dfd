"""Stubs: a Protocol for each group, and a class for each reply that is more than its body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tenon.codegen import layout, literal
from tenon.codegen.annotation import NONE
from tenon.codegen.group import Group, Module
from tenon.codegen.shape import TEXT, Definition
from tenon.codegen.signature import Argument, ReplyClass, Signature


def stub(group: Group, definitions: Mapping[str, Definition], package: str) -> dict[str, Any]:
    """What the stub's template is filled with."""
    module = Module(group, definitions, package)
    replies = [
        _reply(module, reply, signature)
        for signature in group.signatures
        for reply in signature.replies
    ]
    methods = [_method(module, signature) for signature in group.signatures]
    runtime = {("typing", "Protocol")}
    if replies:
        runtime.add(("tenon.runtime.reply", "Reply"))
    about = f"What a handler of the {group.title} operations must do."
    return {
        "docstring": literal.docstring(about, ""),
        "name": group.stub,
        "class_docstring": literal.docstring(f"Answers the {group.title} operations.", "    "),
        "replies": replies,
        "methods": methods,
        "imports": module.imports(runtime),
    }


def _method(module: Module, signature: Signature) -> dict[str, str]:
    return {
        "signature": module.function(signature, ["self"]),
        "docstring": literal.docstring(_words(signature), "        "),
    }


def _words(signature: Signature) -> str:
    """The author's words on an operation, and which operation it is."""
    operation = signature.operation
    identity = literal.prose(f"{operation.id}: {operation.method} {operation.path}")
    summary = _sentence(literal.paragraph(operation.summary, "        "))
    description = literal.paragraph(operation.description, "        ")
    if not description or description.rstrip(".") == summary.rstrip("."):
        line = f"{summary} {identity}".strip()
        if "\n" not in line and len(line) + 14 <= literal.WIDTH:
            return line
        description = ""
    return "\n\n".join(part for part in (summary, description, identity) if part)


def _reply(module: Module, reply: ReplyClass, signature: Signature) -> dict[str, Any]:
    told = literal.paragraph(reply.description, "    ") or f"A reply of {signature.operation.id}"
    words = literal.paragraph(f"{reply.status}: {_sentence(told)}", "    ")
    body = module.annotations.of(reply.body)
    return {
        "head": layout.derived(reply.name, f"Reply[{module.note(body)}]"),
        "status": reply.status,
        "docstring": literal.docstring(words, "    "),
        "signature": layout.function(
            "def __init__", list(_parameters(module, reply)), "None", "    "
        ),
        "open_type": reply.open_type,
        "headers": layout.mapping("self.headers", _named(reply), "        "),
    }


def _parameters(module: Module, reply: ReplyClass) -> Iterator[str]:
    body = module.annotations.of(reply.body)
    yield "self"
    yield f"body: {body.text}{' = None' if body == NONE else ''}"
    typed = (Argument("media_type", TEXT, keyword=True),) if reply.open_type else ()
    yield from module.arguments((*typed, *reply.headers))


def _named(reply: ReplyClass) -> list[str]:
    return [f"{literal.string(header.name)}: {header.name}" for header in reply.headers]


def _sentence(text: str) -> str:
    return f"{text}." if text and text[-1].isalnum() else text
