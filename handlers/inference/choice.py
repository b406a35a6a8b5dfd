"""The provider that the settings name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers.inference.port import Provider
from handlers.settings.inference import InferenceSettings
from handlers.store import Store


def provider(settings: InferenceSettings, store: Store) -> Provider:
    """The provider that the settings name; it connects when it is first asked."""
    return _KINDS[settings.inference_provider](settings, store)


def _ngram(settings: InferenceSettings, store: Store) -> Provider:
    from handlers.inference.ngram import Ngram

    return Ngram(store.descriptions)


def _openai(settings: InferenceSettings, store: Store) -> Provider:
    from handlers.inference.openai import OpenAI

    key = settings.inference_key
    return OpenAI(
        str(settings.inference_url),
        str(settings.inference_model),
        key=None if key is None else key.get_secret_value(),
        silence_s=settings.inference_silence_s,
    )


def _bedrock(settings: InferenceSettings, store: Store) -> Provider:
    from handlers.inference.bedrock import Bedrock

    url = settings.inference_url
    return Bedrock(
        str(settings.inference_model),
        region=settings.inference_region,
        url=None if url is None else str(url),
        silence_s=settings.inference_silence_s,
    )


_KINDS: Mapping[str, Callable[[InferenceSettings, Store], Provider]] = {
    "ngram": _ngram,
    "openai": _openai,
    "bedrock": _bedrock,
}
