"""The model that all else stands on: what a bundled OpenAPI 3.1 document says, typed and frozen.

`Contract.from_bundle` reads one self-contained document (every `$ref` points inside it, or at
the `$id` of a schema embedded in it) and yields its operations and resources.
"""

from tenon.contract.contract import Contract
from tenon.contract.operation import (
    Body,
    Callback,
    Header,
    Location,
    Media,
    Operation,
    Parameter,
    Reply,
    Schema,
)
from tenon.contract.resource import Resource
from tenon.contract.security import SecurityScheme

__all__ = [
    "Body",
    "Callback",
    "Contract",
    "Header",
    "Location",
    "Media",
    "Operation",
    "Parameter",
    "Reply",
    "Resource",
    "Schema",
    "SecurityScheme",
]
