# Generated from openapi/schemas/inference.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: inference."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from tenon.runtime.model import BoundedDecimal, Date, DateTime, Model
from typing_extensions import TypeAliasType


class Delta(Model):
    """A piece of an answer; all pieces in order are the answer."""

    text: Annotated[str, Field(max_length=1048576)]
    """What follows the piece before."""


class Message(Model):
    """One thing that was said."""

    model_config = ConfigDict(
        extra="forbid",
    )
    role: Literal["user", "assistant", "system"]
    """Who said it; the system says what holds of the whole conversation."""
    content: Annotated[str, Field(max_length=8000, min_length=1)]
    """What was said."""


MaxTokens = TypeAliasType("MaxTokens", Annotated[int, Field(ge=1, le=4096)])
"""How many tokens the answer may have at most; what a token is depends on the model."""


Temperature = TypeAliasType("Temperature", float)
"""How freely the model chooses, from 0 (always the likeliest) upwards."""


Seed = TypeAliasType("Seed", Annotated[int | None, Field(ge=0, le=2147483647)])
"""What a model that can repeat itself repeats itself by, or null."""


class Conversation(Model):
    """What was said so far, and how to go on."""

    model_config = ConfigDict(
        extra="forbid",
    )
    messages: list[Message]
    """What was said, oldest first; the user said something in it."""
    max_tokens: MaxTokens = 256
    temperature: Temperature = 1
    seed: Seed = None
