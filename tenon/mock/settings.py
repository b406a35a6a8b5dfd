"""What a mock server may be told beside its contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tenon.runtime.formats import Format


@dataclass(frozen=True, slots=True)
class MockSettings:
    """How a mock answers.

    `stateful` remembers what is sent; `seed` and `size` say what a collection holds at the start:
    which values, and how many items. `dynamic` generates where an example could be sent.
    `examples` says what becomes of examples that are not valid: they are repaired, or sent as
    they stand, or refused, which ends in 500. `cors` lets pages of all origins read replies.
    `fill` sends properties that an object need not have; `items` is how few and how many items
    an array has that may have so many. `stream_delay_s` is the pause between the items of a
    stream. `head` answers HEAD wherever GET is declared.
    `formats` are custom string formats by name. `hosts` are names under which the control may be
    asked, and whose pages may ask it, beside those of this machine.
    """

    stateful: bool = True
    seed: int = 0
    size: int = 25
    dynamic: bool = False
    examples: Literal["repaired", "verbatim", "refused"] = "repaired"
    cors: bool = True
    fill: bool = True
    items: tuple[int, int] = (1, 3)
    head: bool = True
    stream_delay_s: float = 0.0
    formats: Mapping[str, Format] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
