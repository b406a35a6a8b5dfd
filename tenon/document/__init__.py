"""Reading contracts: any OpenAPI document, in one file or many, as one valid 3.1 document.

    bundle = read(Path("openapi/openapi.yaml"))

The steps, a module each: `source` reads YAML and JSON with a place for every node, `reference`
finds what a `$ref` leads to, `bundle` makes one document of many files, `validity` and `rules`
judge it, `raise_30` and `lower_32` bring other versions of OpenAPI to 3.1.
"""

from tenon.document.reading import Bundle, read

__all__ = ["Bundle", "read"]
