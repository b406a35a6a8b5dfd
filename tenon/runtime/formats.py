"""Custom string formats: what a service adds to the formats of JSON Schema.

JSON Schema lets `format` name a meaning that a pattern cannot say, such as a check digit
(https://json-schema.org/draft/2020-12/json-schema-validation#section-7.2.3). A service hands a
mapping from the name to a `Format`; the gate calls `check`, fuzzers and mocks call `sample`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Format:
    """One format: `check` judges any text and never raises; `sample` makes a text that passes."""

    check: Callable[[str], bool]
    sample: Callable[[Random], str]
