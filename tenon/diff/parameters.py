"""Parameters of an operation, matched by name and place; those of a path by their order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenon.contract import Location, Operation, Parameter
from tenon.contract.types import json_types
from tenon.diff.change import Verdict
from tenon.diff.lifetime import over
from tenon.diff.media import compare_media
from tenon.diff.scene import Scene
from tenon.document.wording import shown
from tenon.runtime.styles import shape_of

_TEMPLATE = re.compile(r"\{([^{}]*)\}")
_FORMS = {"scalar": "one text", "array": "a list", "object": "an object"}
_Found = dict[tuple[Location, str], Parameter]


def compare_parameters(scene: Scene) -> None:
    """Tell what changed of the parameters of an operation."""
    before, after = _named(scene.base), _named(scene.head)
    for key, parameter in before.items():
        if key in after:
            _compare(scene, parameter, after[key])
        else:
            _removed(scene, parameter)
    for key, parameter in after.items():
        if key not in before:
            _added(scene, parameter)


def _named(operation: Operation) -> _Found:
    """Its parameters by place and name; of a path, the number of its template is the name."""
    order = {name: str(i) for i, name in enumerate(_TEMPLATE.findall(operation.path))}
    found: _Found = {}
    for parameter in operation.parameters:
        name = parameter.name
        if parameter.location is Location.PATH:
            name = order.get(name, name)
        elif parameter.location is Location.HEADER:
            name = name.lower()  # RFC 9110, section 5.1
        found[parameter.location, name] = parameter
    return found


def _called(parameter: Parameter) -> str:
    return f"the {parameter.location} parameter {shown(parameter.name)}"


def _at(scene: Scene, side: int, parameter: Parameter) -> str:
    """Where a parameter stands: around its schema or its content, else at its operation."""
    if parameter.schema is not None:
        return parameter.schema.pointer.removesuffix("/schema")
    if parameter.content is not None and parameter.content.schema is not None:
        return parameter.content.schema.pointer.rpartition("/content/")[0]
    return scene.at(side)


def _removed(scene: Scene, parameter: Parameter) -> None:
    at = _at(scene, 0, parameter)
    verdict, message = None, f"{_called(parameter)} is gone"
    if over(parameter.extensions, scene.today):
        verdict, message = Verdict.SAFE, f"{message} after its sunset"
    scene.add("parameter-removed", scene.sent, message, at, scene.at(1), verdict)


def _added(scene: Scene, parameter: Parameter) -> None:
    kind = "required" if parameter.required else "optional"
    more = " and required" if parameter.required else ""
    message = f"{_called(parameter)} is new{more}"
    at = _at(scene, 1, parameter)
    scene.add(f"{kind}-parameter-added", scene.sent, message, scene.at(0), at)


def _compare(scene: Scene, base: Parameter, head: Parameter) -> None:
    at = _at(scene, 0, base), _at(scene, 1, head)
    for rule, message in (*_differences(base, head), *_reading(scene, base, head)):
        scene.add(rule, scene.sent, message, *at)
    if base.content is not None and head.content is not None:
        media = {base.content.type: base.content}, {head.content.type: head.content}
        compare_media(scene, *media, at, scene.parameter(_called(head)))
    elif base.content is None and head.content is None:
        scene.schemas(base.schema, head.schema, at, scene.parameter(_called(head)))


def _differences(base: Parameter, head: Parameter) -> Iterator[tuple[str, str]]:
    """What is different of two parameters besides their schemas."""
    called = _called(head)
    if base.name != head.name and base.location is Location.PATH:
        message = f"{_called(base)} is called {shown(head.name)}"
        yield "path-parameter-renamed", message
    if head.required and not base.required:
        yield "parameter-became-required", f"{called} is required"
    if base.required and not head.required:
        yield "parameter-became-optional", f"{called} may be left out"
    was, now = _style(base), _style(head)
    if was != now:
        yield "parameter-style-changed", f"{called} is written as {now}, was {was}"
    if head.deprecated and not base.deprecated:
        yield "parameter-deprecated", f"{called} is deprecated"
    if base.deprecated and not head.deprecated:
        yield "parameter-reactivated", f"{called} is not deprecated any more"


def _reading(scene: Scene, base: Parameter, head: Parameter) -> Iterator[tuple[str, str]]:
    """What is read otherwise because of what else it may be: `1,2` is no list where it may be a
    text. That other types are possible is told by the schemas.
    """
    if base.schema is None or head.schema is None:
        return
    several = (
        (scene.sides[0].schemas, base.schema.value),
        (scene.sides[1].schemas, head.schema.value),
    )
    (was, before), (now, after) = ((shape_of(*one).kind, json_types(*one)) for one in several)
    if was != now and before & after:
        message = f"{_called(head)} is read as {_FORMS[now]}, was {_FORMS[was]}"
        yield "parameter-style-changed", message


def _style(parameter: Parameter) -> str:
    """How a parameter is written, as far as it is seen."""
    if parameter.content is not None:
        return shown(parameter.content.type)
    if not _shows(parameter):
        return "text"
    return f"{shown(parameter.style)}{' exploded' if parameter.explode else ''}"


def _shows(parameter: Parameter) -> bool:
    """Whether style and explode make a difference: not for a single plain value."""
    value = parameter.schema.value if parameter.schema is not None else True
    said = value.get("type") if isinstance(value, dict) else None
    plain = said in ("string", "integer", "number", "boolean")
    return not plain or parameter.style in ("matrix", "label", "deepObject")
