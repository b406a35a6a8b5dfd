"""Models: definitions as Pydantic classes and type aliases, written by datamodel-code-generator.

What it is given is not the contract's schemas but what `shape` made of them: objects, arrays and
plain types with names that are already Python's. So no keyword, pattern, format, discriminator
or title of a contract ever reaches it, and it has nothing left to decide.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from tenon.codegen import layout, literal, schemas
from tenon.codegen.shape import Definition

_HEADER = "#"
_STYLE: dict[str, Any] = {
    "use_double_quotes": True,
    "snake_case_field": False,
    "allow_population_by_field_name": False,
    "use_missing_sentinel": True,
    "use_type_alias": True,
    "collapse_root_models": False,
    "use_exact_imports": True,
    "use_schema_description": True,
    "use_field_description": True,
    "use_single_line_docstring": True,
    "allow_remote_refs": False,
}


def models(
    definitions: Mapping[str, Definition], base: str = "tenon.runtime.model"
) -> dict[str, str]:
    """The source of each module, by its name, without its header.

    `base` is the module that has the base class and the types of `tenon.runtime.model`.

    Raises RuntimeError when a definition did not come out under its own name.
    """
    if not definitions:
        return {}
    document, aliases = schemas.document(definitions), schemas.aliases(definitions)
    made = dict(_generated(json.dumps(document), json.dumps(aliases), base))
    defined = {module: _names(source) for module, source in made.items()}
    for name, definition in definitions.items():
        if name not in defined.get(definition.module, ()):
            raise RuntimeError(f"{definition.module} does not define {name}")
    return made


def _names(source: str) -> frozenset[str]:
    """What a module defines or passes on."""
    found: set[str] = set()
    for node in ast.parse(source).body:
        match node:
            case ast.ClassDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]):
                found.add(name)
            case ast.ImportFrom(names=names):
                found.update(alias.asname or alias.name for alias in names)
    return frozenset(found)


@lru_cache(maxsize=2)  # most saves of a contract leave its schemas as they were
def _generated(document: str, aliases: str, base: str) -> Mapping[str, str]:
    # Imported here: it takes most of a second, and nothing else needs it.
    from datamodel_code_generator import generate
    from datamodel_code_generator.enums import (
        DataModelType,
        InputFileType,
        TargetPydanticVersion,
    )
    from datamodel_code_generator.format import Formatter
    from datamodel_code_generator.parser import LiteralType

    made = generate(
        json.loads(document),
        input_file_type=InputFileType.OpenAPI,
        output_model_type=DataModelType.PydanticV2BaseModel,
        preset="standard-py311-20261027",
        target_pydantic_version=TargetPydanticVersion.V2_14,
        formatters=[Formatter.BUILTIN],
        builtin_format_line_length=literal.WIDTH,
        custom_file_header=_HEADER,
        base_class=f"{base}.Model",
        settings_path=Path(Path(__file__).resolve().anchor),  # no project's own settings
        external_ref_mapping={schemas.TYPES_FILE: base},
        custom_class_name_generator=str,
        aliases=json.loads(aliases),
        enum_field_as_literal=LiteralType.All,
        **_STYLE,
    )
    if not isinstance(made, dict):
        raise RuntimeError("the models came out as one module")
    return {
        ".".join(path).removesuffix(".py"): _finished(text)
        for path, text in sorted(made.items())
        if path != ("__init__.py",)
    }


def _finished(text: str) -> str:
    # Models are compiled when first used, when all that they refer to is there.
    source = layout.without_calls(text.removeprefix(_HEADER), "model_rebuild").strip("\n") + "\n"
    return layout.aliases(source)
