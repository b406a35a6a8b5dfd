"""What must hold of a request before a handler sees it, compiled once per operation.

Everything that is wrong is gathered and told at once: 400 for what cannot be read, 415 and 406
for media types, 413 for size, 422 for what the contract's schemas refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenon.contract import Contract, Location, Operation, Parameter
from tenon.runtime.dispatch import names
from tenon.runtime.headers import cookies, header_text
from tenon.runtime.inflow import Inflow
from tenon.runtime.judge import Judge
from tenon.runtime.parameter import Faults, ParameterReader, Values, missing
from tenon.runtime.payload import BodyReader, Known
from tenon.runtime.problem import refusal
from tenon.runtime.query import QueryReader
from tenon.runtime.settings import RuntimeSettings


class Gate:
    """Reads and judges everything that one operation declares."""

    def __init__(
        self, contract: Contract, judge: Judge, operation: Operation, settings: RuntimeSettings
    ) -> None:
        def readers(location: Location) -> list[tuple[Parameter, ParameterReader]]:
            located = operation.located(location)
            return [(p, ParameterReader(contract, judge, p)) for p in located]

        in_path = {p.name: reader for p, reader in readers(Location.PATH)}
        self._path = [in_path.get(name) for name in names(operation.path)]
        self._headers = [
            (p.name.lower().encode("latin-1", "replace"), p, r) for p, r in readers(Location.HEADER)
        ]
        self._cookies = readers(Location.COOKIE)
        self._query = QueryReader(contract, judge, operation)
        self.body: BodyReader | None = None
        if operation.body is not None:
            self.body = BodyReader(contract, judge, operation.body, settings)

    def read(
        self,
        scope: Mapping[str, Any],
        headers: dict[bytes, bytes],
        captured: tuple[bytes, ...],
        known: Known | None = None,
        raw: bytes | Inflow = b"",
    ) -> Values:
        """The judged values of a request by argument. Raises Problem.

        `known` is how the body is read (`self.body.meet` told it), and `raw` its bytes,
        or where they come from.
        """
        values: Values = {}
        faults: Faults = []
        if captured:
            for reader, text in zip(self._path, captured, strict=True):
                if reader is not None:
                    reader.read(text.decode("latin-1"), values, faults)
        self._query.read(scope["query_string"], values, faults)
        for key, parameter, reader in self._headers:
            sent = headers.get(key)
            if sent is not None:
                reader.read(header_text(sent), values, faults)
            elif parameter.required:
                faults.append(missing(parameter))
        if self._cookies:
            self._read_cookies(headers.get(b"cookie", b""), values, faults)
        if self.body is not None:
            self.body.read(known, raw, values, faults)
        if faults:
            raise refusal(faults)
        return values

    def _read_cookies(self, header: bytes, values: Values, faults: Faults) -> None:
        sent = cookies(header_text(header))
        for parameter, reader in self._cookies:
            text = sent.get(parameter.name)
            if text is not None:
                reader.read(text, values, faults)
            elif parameter.required:
                faults.append(missing(parameter))
