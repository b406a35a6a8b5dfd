# Generated from openapi/paths/inference.yaml by `tenon generate`. Do not edit.
"""What a handler of the Inference operations must do."""

from collections.abc import AsyncIterator
from typing import Protocol

from generated.models.inference import Conversation, Delta
from tenon.runtime.security import Principal
from tenon.runtime.streaming import Event as ServerSentEvent


class InferenceStub(Protocol):
    """Answers the Inference operations."""

    def converse(
        self, body: Conversation, *, principal: Principal
    ) -> AsyncIterator[Delta | ServerSentEvent]:
        """Converse with a model.

        Streams the answer to a conversation as it is made, then the data `[DONE]`; a failure
        while streaming is an event named `error`. Who leaves stops the model.

        converse: POST /api/v1/sse/inference/converse
        """

    def converse_in_lines(
        self, body: Conversation, *, principal: Principal
    ) -> AsyncIterator[Delta]:
        """Converse with a model in JSON Lines.

        Streams the answer to a conversation as it is made, a piece to a line; a failure while
        streaming cuts the reply off. Who leaves stops the model.

        converseInLines: POST /api/v1/inference/converse
        """
