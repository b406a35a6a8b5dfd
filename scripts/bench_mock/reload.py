"""A save of one file of the contract: how soon it is answered, and what fails meanwhile."""

import shutil
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from itertools import pairwise
from pathlib import Path
from statistics import median

from scripts.bench.process import ROOT, ask, wait_until
from scripts.bench.rounds import Tell

from .contenders import TENON
from .process import Running
from .talks import Said, Talk, get

_CONTRACT = "openapi.yaml"
_PATHS = ("/version", "/release1", "/release2", "/release3", "/release4", "/release5")
_SETTLING = 1.0
_PATIENCE = 20.0


@dataclass(slots=True)
class Reloads:
    """Seconds from each save to its answer, requests that were asked meanwhile, and that failed."""

    seconds: list[float] = field(default_factory=list)
    asked: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def second(self) -> float | None:
        """The median; None where nothing was measured."""
        return median(self.seconds) if self.seconds else None


def measure(repeats: int, folder: Path, tell: Tell) -> Reloads:
    """Save the contract so many times under requests. Raises NotServingError."""
    shutil.copytree(ROOT / "openapi", folder / "openapi")
    contract = folder / "openapi" / _CONTRACT
    reloads = Reloads()
    server = Running(TENON, contract, folder, None)
    try:
        server.first_answer(get(_PATHS[0]))
        added = _added(server.port)
        asking = _Asking(server.port, reloads)
        for old, new in pairwise(_PATHS[: repeats + 1]):
            time.sleep(_SETTLING)
            _rename(contract, old, new)
            taken = wait_until(partial(_answers, server.port, new), _PATIENCE)
            reloads.seconds.append(taken)
            tell(f"  reload: {taken:.3f} s")
        asking.end()
        if not _answers(server.port, added):
            reloads.failures.append(f"{added} is forgotten")
    finally:
        server.stop()
    return reloads


class _Asking:
    """A thread that asks for one book again and again, on a connection that stays."""

    def __init__(self, port: int, reloads: Reloads) -> None:
        self._port = port
        self._reloads = reloads
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self._thread.start()

    def end(self) -> None:
        """Ask no more."""
        self._ending.set()
        self._thread.join()

    def _ask(self) -> None:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)
        while not self._ending.is_set():
            self._reloads.asked += 1
            try:
                connection.request("GET", "/api/v1/books/1")
                reply = connection.getresponse()
                reply.read()
            except (OSError, HTTPException) as error:
                self._reloads.failures.append(repr(error))
                connection.close()
                continue
            if reply.status != 200:
                self._reloads.failures.append(str(reply.status))
        connection.close()


def _added(port: int) -> str:
    """The path of a book that is added now."""
    connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    head, _, body = next(Talk(Said.POST, 7).requests()).partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    connection.request("POST", "/api/v1/books", body, headers)
    reply = connection.getresponse()
    reply.read()
    connection.close()
    return reply.headers["location"] or ""


def _rename(contract: Path, old: str, new: str) -> None:
    text = contract.read_text(encoding="utf-8")
    contract.write_text(text.replace(f"  {old}:", f"  {new}:"), encoding="utf-8")


def _answers(port: int, path: str) -> bool:
    try:
        return ask(port, get(path))[0] == 200
    except OSError:
        return False
