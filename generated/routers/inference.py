# Generated from openapi/paths/inference.yaml by `tenon generate`. Do not edit.
"""The Inference operations, routed."""

from collections.abc import AsyncIterator

from generated.models.inference import Conversation, Delta
from generated.stubs.inference import InferenceStub
from tenon.runtime.router import ContractRouter
from tenon.runtime.security import Principal
from tenon.runtime.streaming import Event as ServerSentEvent


def inference_router(inference: InferenceStub) -> ContractRouter:
    """Routes to what answers the Inference operations."""
    router = ContractRouter(inference, tags=["inference"])

    @router.post("/api/v1/sse/inference/converse", status_code=200, operation_id="converse")
    def converse(
        body: Conversation, *, principal: Principal
    ) -> AsyncIterator[Delta | ServerSentEvent]:
        return inference.converse(body, principal=principal)

    @router.post("/api/v1/inference/converse", status_code=200, operation_id="converseInLines")
    def converse_in_lines(body: Conversation, *, principal: Principal) -> AsyncIterator[Delta]:
        return inference.converse_in_lines(body, principal=principal)

    return router
