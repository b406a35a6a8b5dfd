"""Routers: a function for each group that routes its operations to the object answering them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tenon.codegen import layout, literal
from tenon.codegen.group import Group, Module
from tenon.codegen.names import local
from tenon.codegen.shape import Definition
from tenon.codegen.signature import Signature


def router(group: Group, definitions: Mapping[str, Definition], package: str) -> dict[str, Any]:
    """What the router's template is filled with."""
    module = Module(group, definitions, package)
    hidden = set(group.names())
    variable = local("router", hidden)
    handlers = local(group.name, {*hidden, variable})
    endpoints = [_endpoint(module, s, variable, handlers) for s in group.signatures]
    head = f"def {group.name}_router"
    about = f"Routes to what answers the {group.title} operations."
    options = [handlers, f"tags=[{literal.string(_tag(group))}]"]
    return {
        "docstring": literal.docstring(f"The {group.title} operations, routed.", ""),
        "signature": layout.function(head, [f"{handlers}: {group.stub}"], "ContractRouter", ""),
        "function_docstring": literal.docstring(about, "    "),
        "router": variable,
        "construction": layout.call(f"{variable} = ContractRouter", options, "", "    "),
        "endpoints": endpoints,
        "imports": module.imports(_others(group, f"{package}.stubs.{group.name}")),
    }


def _endpoint(module: Module, signature: Signature, router: str, handlers: str) -> dict[str, str]:
    operation = signature.operation
    options = [
        literal.string(operation.path),
        f"status_code={signature.status}",
        f"operation_id={literal.string(operation.id)}",
        *(["deprecated=True"] if operation.deprecated else []),
    ]
    passed = [a.name for a in signature.arguments if not a.keyword]
    passed += [f"{a.name}={a.name}" for a in signature.arguments if a.keyword]
    how = "return" if signature.streams else "return await"
    return {
        "decorator": layout.call(f"@{router}.{operation.method.lower()}", options, "", "    "),
        "signature": module.function(signature),
        "body": layout.call(f"{how} {handlers}.{operation.function}", passed, "", "        "),
    }


def _others(group: Group, stubs: str) -> Iterator[tuple[str, str]]:
    yield "tenon.runtime.router", "ContractRouter"
    yield stubs, group.stub
    for signature in group.signatures:
        yield from ((stubs, reply.name) for reply in signature.replies)


def _tag(group: Group) -> str:
    """The author's name of the group."""
    tagged = (s.operation.tags[0] for s in group.signatures if s.operation.tags)
    return next(tagged, group.name)
