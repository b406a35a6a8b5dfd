"""Names of generated classes, modules and fields: harmless, unique, the same on every run."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping
from pathlib import PurePath

from tenon.contract import naming
from tenon.finding import Place

SINGLE_MODULE = "schemas"
"""The module of every model when the contract is one file."""

# What generated modules import or read; a class of such a name would hide it.
_RESERVED_CLASSES = frozenset(
    {
        "Annotated", "Any", "AnyUrl", "AsyncIterator", "AwareDatetime", "BoundedDecimal",
        "ByteStream", "ConfigDict", "ContractRouter", "Date", "DateTime", "Decimal", "Dict",
        "Field", "JsonDecimal", "List", "Literal", "MISSING", "Model", "None", "Optional",
        "PartStream", "Principal", "Protocol", "Reply", "RootModel", "Sequence",
        "ServerSentEvent", "TypeAlias", "TypeAliasType", "UUID", "Union", *dir(builtins),
    }
)  # fmt: skip

BUILTINS = frozenset({"bool", "bytes", "dict", "float", "int", "list", "str"})
"""The builtin types that annotations use; a function or field of that name would hide them."""

# Attributes of pydantic.BaseModel, written out so that naming needs no import of Pydantic.
_RESERVED_FIELDS = BUILTINS | {
    "construct", "copy", "dict", "from_orm", "json", "model_computed_fields", "model_config",
    "model_construct", "model_copy", "model_dump", "model_dump_json", "model_extra",
    "model_fields", "model_fields_set", "model_json_schema", "model_parametrized_name",
    "model_post_init", "model_rebuild", "model_validate", "model_validate_json",
    "model_validate_strings", "parse_file", "parse_obj", "parse_raw", "schema", "schema_json",
    "update_forward_refs", "validate",
}  # fmt: skip


class Names:
    """Hands out class names, each once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, text: str) -> str:
        """A class name for a text, never given before."""
        name = _free(_upper(naming.pascal(text)), _RESERVED_CLASSES)
        name = naming.unique([name], self._taken)[0]
        self._taken.add(name)
        return name


def fields(properties: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """The field name of each property, unique among them and not one of those taken."""
    names = (_free(naming.snake(name), _RESERVED_FIELDS) for name in properties)
    return naming.unique(names, taken)


def module(file: str | None) -> str:
    """The module for what stands in a file: its stem in snake case."""
    return naming.snake(PurePath(file).name.split(".")[0]) if file else SINGLE_MODULE


def local(text: str, taken: Iterable[str]) -> str:
    """A name for a variable that none of the names taken hides."""
    return naming.unique([text], taken)[0]


class Places:
    """Which file each part of a bundle came from; all of one module when it is a single file."""

    def __init__(self, places: Mapping[str, Place], pointers: Iterable[str]) -> None:
        self._files = {at: places[at].file for at in pointers if at in places}
        self._modular = len(set(self._files.values())) > 1

    def file(self, pointer: str) -> str | None:
        """The author's file, as the author named it."""
        return self._files.get(pointer)

    def module(self, pointer: str) -> str:
        """The module of models for what stands at the pointer."""
        return module(self.file(pointer)) if self._modular else SINGLE_MODULE


def _free(name: str, reserved: frozenset[str]) -> str:
    return f"{name}_" if name in reserved else name


def _upper(name: str) -> str:
    return name[0].upper() + name[1:]
