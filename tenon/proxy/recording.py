"""Real requests and replies kept as examples: valid bodies only, without their secrets.

Of each media type of each body one example is kept for each set of path parameters (of refusals
just one), the first that came, and no more than a few. A file that is there already is added to.
Header fields are not kept: they tell of one moment, or of one caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pydantic_core import to_json

from tenon.contract import Contract, Operation, Schema, naming, pointer
from tenon.contract.schemas import Direction
from tenon.proxy import overlay
from tenon.proxy.bodies import ValidBody, valid_bodies
from tenon.proxy.exchange import Exchange
from tenon.proxy.overlay import Examples
from tenon.proxy.redaction import Redaction, is_secret
from tenon.runtime.dispatch import names
from tenon.runtime.judge import Judge

_MOST = 5  # examples of one media type
_LARGEST = 65_536  # bytes of one
_SUFFIXES = (".yaml", ".yml")
_ODD = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME = 60
_REFUSALS = 400
# Makes a value valid, keeping what it can of it; None where that cannot be done.
Repair = Callable[[Schema, Any, Direction], Any | None]


class Recorder:
    """Hears of exchanges and keeps what may serve as an example.

    With a target that ends in .yaml there is one overlay, else a folder with one an operation.
    """

    def __init__(
        self, contract: Contract, target: Path, judge: Judge, repair: Repair = lambda *_: None
    ) -> None:
        """Raises ContractError where something else is in the way of what will be written."""
        self._contract = contract
        self._target = target
        self._judge = judge
        self._repair = repair
        self._redaction = Redaction(contract)
        self._found: dict[Path, Examples] = {}
        self._before: dict[Path, Examples] = {p: overlay.read(p) for p in self._existing()}

    def adopt(self, contract: Contract, judge: Judge, repair: Repair) -> None:
        """Go on with what a contract has become."""
        self._contract, self._judge, self._repair = contract, judge, repair
        self._redaction = Redaction(contract)

    def __call__(self, exchange: Exchange) -> None:
        """Take in one exchange."""
        operation = exchange.operation
        if operation is None or exchange.mocked or not self._current(operation):
            return
        kept = self._found.setdefault(self._file(operation), {})
        name = _name(operation, exchange)
        for body in valid_bodies(self._contract.document, operation, exchange):
            several = kept.setdefault(body.at, {})
            if name in several or len(several) >= _MOST:
                continue
            example = self._example(exchange, body)
            if example is not None:
                several[name] = example

    def _current(self, operation: Operation) -> bool:
        """Whether an operation is one of the contract of now, not of one before."""
        try:
            return self._contract.operation(operation.id) is operation
        except KeyError:
            return False

    def write(self) -> list[Path]:
        """Write what was kept, and answer where."""
        written = []
        for file, found in sorted(self._found.items()):
            examples = {at: several for at, several in found.items() if several}
            if not examples:
                continue
            for at, several in self._before.get(file, {}).items():
                examples[at] = {**several, **examples.get(at, {})}
            title = f"Examples recorded for {self._contract.title}"
            file.parent.mkdir(parents=True, exist_ok=True)
            text = overlay.written(self._known(examples), self._contract.document, title)
            file.write_text(text, encoding="utf-8")
            written.append(file)
        return written

    def _known(self, examples: Examples) -> Examples:
        """Those of media types that the contract still declares."""
        return {at: several for at, several in examples.items() if self._stands(at)}

    def _stands(self, at: str) -> bool:
        try:
            pointer.resolve(self._contract.document, at)
        except KeyError:
            return False
        return True

    def _existing(self) -> Iterator[Path]:
        if self._target.suffix in _SUFFIXES:
            yield from [self._target] if self._target.exists() else []
        elif self._target.is_dir():
            yield from sorted(self._target.glob("*.overlay.yaml"))

    def _file(self, operation: Operation) -> Path:
        if self._target.suffix in _SUFFIXES:
            return self._target
        return self._target / f"{naming.snake(operation.id)}.overlay.yaml"

    def _example(self, exchange: Exchange, body: ValidBody) -> dict[str, Any] | None:
        schema, secrets = body.media.schema, self._redaction.sent(exchange)
        cleaned = self._redaction.clean(body.value, schema.value if schema else True, secrets)
        value = _sorted(cleaned)
        if schema is not None:
            validator = self._judge.validator(schema, body.direction)
            if not validator.is_valid(value):
                value = self._repair(schema, value, body.direction)
                if value is None or not validator.is_valid(value):
                    return None
        if len(to_json(value)) > _LARGEST:
            return None
        return {"value": value}


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def _name(operation: Operation, exchange: Exchange) -> str:
    """What an example is called: by the path parameters that it was asked with.

    Of a refusal one is enough: what it tells does not follow from them.
    """
    if exchange.status >= _REFUSALS:
        return "recorded"
    asked = zip(names(operation.path), exchange.captured, strict=False)
    values = [unquote(raw.decode("latin-1")) for name, raw in asked if not is_secret(name)]
    said = _ODD.sub("-", "-".join(["recorded", *values]))
    return said[:_LONGEST_NAME].strip("-")
