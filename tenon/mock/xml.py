"""JSON values written as XML, as the `xml` objects of their schema say.

https://spec.openapis.org/oas/v3.1.1.html#xml-object: `name`, `attribute`, `wrapped`, `prefix` and
`namespace`. What a schema does not name is written under the name of its property, and the root
under that of its component, or as `xml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tenon.mock.cut import Cut

# Names of XML 1.0 (section 2.3), the plain ones; and characters that no document may hold (2.2).
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ROOT = "xml"
# What markup is made of, in text and between quotes (XML 1.0, section 2.4 and 3.3.3).
_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_QUOTES = _IN_TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def as_xml(value: Any, cut: Cut | None) -> str:
    """A value as an XML document. Text that is XML already stands as it is."""
    if isinstance(value, str) and value.lstrip().startswith("<"):
        return value
    schema = cut.root if cut is not None else {}
    name = cut.name if cut is not None else ""
    writer = _Writer(cut)
    root = _own_name(writer.xml(schema), name or _ROOT)
    if isinstance(value, list):
        # A document has one root, whether its array says that it is wrapped or not.
        inner = "".join(writer.items(value, schema, "item"))
        return writer.element(root, "", inner, writer.xml(schema))
    return writer.value(value, schema, name or _ROOT)


class _Writer:
    def __init__(self, cut: Cut | None) -> None:
        self._cut = cut

    def xml(self, schema: Any) -> Mapping[str, Any]:
        """The `xml` object of a schema."""
        found = self._cut.keyword(schema, "xml") if self._cut is not None else None
        return found if isinstance(found, Mapping) else {}

    def value(self, value: Any, schema: Any, name: str) -> str:
        """One element for a value; for an array that is not wrapped, one for each item."""
        xml = self.xml(schema)
        own = _own_name(xml, name)
        if isinstance(value, list):
            inner = "".join(self.items(value, schema, own))
            return self.element(own, "", inner, xml) if xml.get("wrapped") is True else inner
        if isinstance(value, dict):
            return self.element(own, *self._members(value, schema), xml)
        return self.element(own, "", "" if value is None else _text(value), xml)

    def items(self, values: list[Any], schema: Any, name: str) -> Iterator[str]:
        """The elements of an array's items, under the name of `items` or that of the array."""
        item = (self._cut.keyword(schema, "items") if self._cut is not None else None) or {}
        return (self.value(value, item, name) for value in values)

    def element(self, name: str, attributes: str, inner: str, xml: Mapping[str, Any]) -> str:
        """An element, with the namespace that its schema gives it."""
        prefix = _plain(xml["prefix"]) if isinstance(xml.get("prefix"), str) else ""
        full = f"{prefix}:{name}" if prefix else name
        declared = xml.get("namespace") or (f"urn:{prefix}" if prefix else "")
        if declared:
            attribute = f"xmlns:{prefix}" if prefix else "xmlns"
            attributes = f" {attribute}={_quoted(declared)}{attributes}"
        return f"<{full}{attributes}>{inner}</{full}>"

    def _members(self, value: Mapping[str, Any], schema: Any) -> tuple[str, str]:
        """The attributes of an object's element, and what stands in it."""
        named = self._cut.properties(schema) if self._cut is not None else {}
        attributes, inner = "", ""
        for name, member in value.items():
            own = named.get(name)
            xml = self.xml(own)
            if xml.get("attribute") is True and not isinstance(member, (dict, list)):
                if member is not None:
                    attributes += f" {_own_name(xml, name)}={_quoted(member)}"
            else:
                inner += self.value(member, own, name)
        return attributes, inner


def _own_name(xml: Mapping[str, Any], name: str) -> str:
    own = xml.get("name")
    return _plain(own if isinstance(own, str) and own else name)


def _plain(name: str) -> str:
    """A name that XML knows: what it does not becomes `_`."""
    if _NAME.fullmatch(name):
        return name
    plain = re.sub(r"[^\w.-]", "_", name)
    return plain if _NAME.fullmatch(plain) else f"_{plain}"


def _text(value: Any) -> str:
    return _plain_text(value).translate(_IN_TEXT)


def _quoted(value: Any) -> str:
    return f'"{_plain_text(value).translate(_IN_QUOTES)}"'


def _plain_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _FORBIDDEN.sub(" ", str(value))
