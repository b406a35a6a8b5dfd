"""XML bodies read as the JSON values that their schema describes, and judged like those.

https://spec.openapis.org/oas/v3.1.1.html#xml-object says how a value stands in XML. Only the mock
reads it: to the handlers of a service a body of XML is bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic_core import from_json

from tenon.contract import Contract, Media
from tenon.contract.schemas import Direction
from tenon.contract.types import json_types, keyword, properties
from tenon.runtime.handler import Asked
from tenon.runtime.judge import Judge, field_errors
from tenon.runtime.problem import BadRequest, refusal

_DEEPEST = 64


@dataclass(slots=True)
class Element:
    """An element: its name without a prefix, its attributes, what stands in it."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    text: str = ""


class XmlBodies:
    """Reads the bodies of XML that the operations of a contract are sent."""

    def __init__(self, contract: Contract, judge: Judge) -> None:
        self._schemas = contract.schemas
        self._judge = judge

    def read(self, asked: Asked) -> Asked:
        """A request whose body of XML is a JSON value; others as they are.

        Raises BadRequest for what is no XML, and Unprocessable for what its schema refuses.
        """
        body, media = asked.values.get("body"), asked.media
        if media is None or media.schema is None or not isinstance(body, bytes):
            return asked
        if not is_xml(media):
            return asked
        value = self._value([parsed(body)], media.schema.value)
        validator = self._judge.validator(media.schema, Direction.REQUEST)
        if not validator.is_valid(value):
            raise refusal(field_errors(validator, value, "body"))
        return replace(asked, values={**asked.values, "body": value})

    def _value(self, elements: list[Element], schema: Any) -> Any:
        """What the elements of one name stand for; more than one are a list."""
        types = json_types(self._schemas, schema)
        if "array" in types and "object" not in types:
            return self._list(elements, schema)
        if len(elements) > 1:
            return [self._value([one], True) for one in elements]
        element = elements[0]
        if element.children or element.attributes or types <= {"object", "null"}:
            return self._object(element, schema)
        return _scalar(element.text, types)

    def _list(self, elements: list[Element], schema: Any) -> list[Any]:
        """The items of a list: those within an element around them, or the elements themselves."""
        item = keyword(self._schemas, schema, "items")
        xml = keyword(self._schemas, schema, "xml")
        wrapped = isinstance(xml, Mapping) and xml.get("wrapped") is True
        plain = "object" not in json_types(self._schemas, True if item is None else item)
        if len(elements) == 1 and (wrapped or (plain and not elements[0].text.strip())):
            elements = elements[0].children
        return [self._value([one], True if item is None else item) for one in elements]

    def _object(self, element: Element, schema: Any) -> dict[str, Any]:
        names = {
            self._name(name, member): (name, member)
            for name, member in properties(self._schemas, schema).items()
        }
        found: dict[str, Any] = {}
        for told, text in element.attributes.items():
            name, member = names.get(told, (told, True))
            found[name] = _scalar(text, json_types(self._schemas, member))
        by_name: dict[str, list[Element]] = {}
        for child in element.children:
            by_name.setdefault(child.name, []).append(child)
        for told, children in by_name.items():
            name, member = names.get(told, (told, True))
            found[name] = self._value(children, member)
        return found

    def _name(self, name: str, schema: Any) -> str:
        """The name that a property has in XML; of a list that is not wrapped, that of its items."""
        xml = keyword(self._schemas, schema, "xml")
        said = xml if isinstance(xml, Mapping) else {}
        if "array" in json_types(self._schemas, schema) and said.get("wrapped") is not True:
            inner = keyword(self._schemas, keyword(self._schemas, schema, "items"), "xml")
            said = {**said, **inner} if isinstance(inner, Mapping) else said
        return str(said.get("name", name))


def is_xml(media: Media) -> bool:
    """Whether a media type is XML (RFC 7303)."""
    return media.type.partition(";")[0].strip().lower().endswith(("/xml", "+xml"))


def parsed(text: bytes) -> Element:
    """The root element of a document. Raises BadRequest; document types are refused as well."""
    top = Element("")
    open_ = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(open_) > _DEEPEST:
            raise BadRequest("The body is too deep.")
        kept = {_bare(k): v for k, v in attributes.items() if not k.startswith("xmlns")}
        element = Element(_bare(name), kept)
        open_[-1].children.append(element)
        open_.append(element)

    def told(data: str) -> None:
        open_[-1].text += data

    def refuse(*_: Any) -> None:
        raise BadRequest("A body of XML has no document type here.")

    from xml.parsers import expat  # document types, and with them entities, are refused

    reader = expat.ParserCreate()
    reader.StartElementHandler = start
    reader.EndElementHandler = lambda _: open_.pop()
    reader.CharacterDataHandler = told
    reader.StartDoctypeDeclHandler = refuse
    try:
        reader.Parse(text, True)
    except (expat.ExpatError, ValueError) as error:
        raise BadRequest(f"The body is no XML: {error}.") from None
    return top.children[0]


def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def _scalar(text: str, types: frozenset[str]) -> Any:
    """A text as the JSON type that its schema wants; as text where it is none."""
    if "string" in types:
        return text
    if text == "" and "null" in types:
        return None
    try:
        value = from_json(text)
    except ValueError:
        return text
    return value if isinstance(value, (bool, int, float)) else text
