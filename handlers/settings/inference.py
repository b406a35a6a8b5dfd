"""Which model answers."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Literal, Self

from pydantic import AnyHttpUrl, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings

# What each provider cannot do without.
_NEEDED = {
    "ngram": (),
    "openai": ("inference_url", "inference_model"),
    "bedrock": ("inference_model",),
}


class InferenceSettings(BaseSettings):
    """Which model answers."""

    inference_provider: Literal["ngram", "openai", "bedrock"] = Field(
        "ngram",
        description="Who answers conversations: a small n-gram model of the catalogue's own "
        "descriptions, a server that speaks the API of OpenAI, or Amazon Bedrock.",
    )
    inference_url: AnyHttpUrl | None = Field(
        None,
        description="Where the provider is: for openai the address that `/chat/completions` "
        "follows, for bedrock only where it is not that of the region.",
    )
    inference_key: SecretStr | None = Field(
        None, description="The key that an openai server asks for; bedrock takes AWS's own."
    )
    inference_model: str | None = Field(None, description="The model's name with the provider.")
    inference_region: str | None = Field(
        None, description="The AWS region of bedrock; when not set, that of AWS's own settings."
    )
    inference_silence_s: float = Field(
        30.0, gt=0, description="Seconds that a model may take for the next piece of an answer."
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for name in _NEEDED[self.inference_provider]:
            if getattr(self, name) is None:
                raise ValueError(f"{name.upper()} must be set for {self.inference_provider}")
        if self.inference_provider == "bedrock" and find_spec("boto3") is None:
            raise ValueError("INFERENCE_PROVIDER=bedrock needs boto3: install the extra `aws`")
        return self
