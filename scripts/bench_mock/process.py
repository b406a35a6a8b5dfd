"""One mock server: started, asked until it answers, looked at, ended."""

import os
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from scripts.bench.process import ROOT, NotServingError, ask

from .contenders import Contender

_PAUSE = 0.002
_PATIENCE = 90.0
_STOP_S = 10.0


class Running:
    """A server of one document, in a process of its own on a free port."""

    def __init__(
        self, contender: Contender, document: Path, folder: Path, peers: Path | None
    ) -> None:
        """Start it. `folder` is where its words go. Raises NotServingError for a missing peer."""
        if contender.is_peer and peers is None:
            raise NotServingError("it is not installed")
        self.port = _free_port()
        self._log = folder / f"{contender.name}.log"
        self._start = time.perf_counter()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                contender.called(document, self.port, peers), cwd=ROOT, stdout=log, stderr=log
            )
        self.pid = self._process.pid

    def first_answer(self, request: bytes, status: int = 200) -> float:
        """Seconds from its start to its first answer. Raises NotServingError."""
        while time.perf_counter() - self._start < _PATIENCE:
            if self._process.poll() is not None:
                raise NotServingError(f"it ended: {self.last_words()}")
            with suppress(ConnectionRefusedError):
                found, body = ask(self.port, request)
                taken = time.perf_counter() - self._start
                if found != status:
                    raise NotServingError(f"{found} instead of {status}: {body[:300]!r}")
                return taken
            time.sleep(_PAUSE)
        raise NotServingError(f"no answer: {self.last_words()}")

    def keep_off(self, core: int) -> None:
        """Keep all its threads, and those they will start, off a core where there are others."""
        others = os.sched_getaffinity(0) - {core} or {core}
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            os.sched_setaffinity(int(task.name), others)

    @property
    def memory(self) -> float:
        """Megabytes that are resident, of the process and all its children."""
        return sum(map(_resident, _family(self.pid)))

    def last_words(self) -> str:
        """The last line that it wrote."""
        lines = self._log.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "no word"

    def stop(self) -> None:
        """End the process, kindly at first."""
        self._process.terminate()
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _family(pid: int) -> list[int]:
    files = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for file in files for child in file.read_text().split()]
    return [pid, *(one for child in children for one in _family(child))]


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024
