"""Every operation of real vendors' documents, asked for each status it declares.

All replies are valid by the contract's own schemas, headers too; no status is another than that
asked for, and none takes over 250 ms. In `make test` a sample is asked; with `TENON_WHOLE=1` all.
"""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tenon.contract import Contract, Operation
from tenon.document import read
from tenon.finding import ContractError
from tenon.mock.app import MockApp
from tenon.mock.collector import Collector
from tenon.mock.settings import MockSettings
from tenon.runtime.judge import Judge
from tests.mock.asking import Asking
from tests.mock.judging import faults
from tests.tiny import ROOT, SHARED, Answer, ask

CORPUS = SHARED / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not there")

WHOLE = bool(os.environ.get("TENON_WHOLE"))
SAMPLE = 12
REFUSED = {"netlify.yaml": "swagger-2"}
SLOWEST_S = 0.25
# Operations that are not asked, and why.
UNASKED = {
    ("opc-e2e-31.yaml", "/defaults"): "two exploded objects share the name of a member",
    ("opc-e2e-31.yaml", "/types/unions/duplicate-types"): "oneOf names the same schema twice",
    ("stripe-v526.yaml", "/v1/billing_portal/configurations"): "no form says an empty object",
    ("stripe-v526.yaml", "/v1/setup_intents/{intent}/confirm"): "alternatives share names, as text",
}


def documents() -> list[Path]:
    found = [path for path in sorted(CORPUS.glob("*")) if path.suffix in (".yaml", ".json")]
    several = CORPUS / "digitalocean/specification/DigitalOcean-public.v2.yaml"
    return [ROOT / "openapi/openapi.yaml", *found, *[several] * WHOLE]


@cache
def contract_of(path: Path) -> Contract:
    return read(path, lenient=True).contract


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
@pytest.mark.parametrize("wish", ["dynamic=false", "dynamic=true"], ids=["static", "generated"])
async def test_every_reply_is_as_declared(path: Path, wish: str) -> None:
    if path.name in REFUSED:
        with pytest.raises(ContractError, match=REFUSED[path.name]):
            read(path, lenient=True)
        return
    contract = contract_of(path)
    asked = [one for one in sampled(contract) if (path.name, one.path) not in UNASKED]
    found = [told async for told in _Trial(contract, wish).faults(asked)]
    assert found == []


class _Trial:
    """One contract, mocked, and asked."""

    def __init__(self, contract: Contract, wish: str) -> None:
        self._contract = contract
        self._wish = wish
        self._app = MockApp(contract, MockSettings(stateful=False))
        self._judge = Judge(contract.schemas)
        self._asking = Asking(contract, self._judge)
        self._collector = Collector(lambda: self._app.compiled)

    async def faults(self, operations: Iterable[Operation]) -> AsyncIterator[str]:
        """What is wrong with the replies of some operations; garbage is collected as served."""
        self._collector.begin()
        try:
            for operation in operations:
                async for fault in self._of(operation):
                    yield fault
        finally:
            self._collector.end()

    async def _of(self, operation: Operation) -> AsyncIterator[str]:
        for status in statuses(operation):
            start = time.thread_time()
            answer = await self._asked(operation, status)
            taken = time.thread_time() - start
            at = f"{operation.method} {operation.path} {status}"
            if answer.status != status:
                yield f"{at}: {answer.status} {answer.body[:300]!r}"
                continue
            for fault in faults(self._contract, self._judge, operation, answer):
                yield f"{at}: {fault}"
            if taken > SLOWEST_S:
                yield f"{at}: took {taken * 1000:.0f} ms"

    async def _asked(self, operation: Operation, status: int) -> Answer:
        request = self._asking.request(operation)
        headers = {**request.headers, "prefer": f"code={status}, {self._wish}"}
        return await ask(self._app, request.method, request.target, request.content, headers)


def sampled(contract: Contract) -> list[Operation]:
    """All operations, or so many of them, evenly from first to last."""
    operations = contract.operations
    step = 1 if WHOLE else max(1, len(operations) // SAMPLE)
    return list(operations[::step])


def statuses(operation: Operation) -> Iterator[int]:
    """A status for each declared reply: of a range its first that has no reply of its own."""
    taken = {int(name) for name in operation.replies if name.isdigit()}
    yield from sorted(taken)
    for name in operation.replies:
        if name.isdigit():
            continue
        start = 500 if name == "default" else int(name[0]) * 100
        yield next(status for status in range(start, start + 100) if status not in taken)
