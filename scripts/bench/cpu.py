"""How much processor time a process has used."""

import os
import time
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its descendants, of all their threads, in seconds.

    Of the processes alive this is `utime + stime` of `/proc/<pid>/stat` without the rounding to
    a hundredth of a second: the process's own clock, as clock_getcpuclockid(3) names it
    (POSIX.1-2024; Linux: the inverted id shifted by three, and 2 for CPUCLOCK_SCHED). To it come
    `cutime + cstime`, the children that have ended. Raises OSError when there is no such process.
    """
    total = time.clock_gettime((~pid << 3) | 2) + _ended_children(pid)
    return total + sum(cpu_seconds(child) for child in _children(pid))


def _ended_children(pid: int) -> float:
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[13]) + int(after_name[14])) / _TICKS


def _children(pid: int) -> list[int]:
    files = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for file in files for child in _read(file).split()]


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except FileNotFoundError:  # the thread has ended since it was listed
        return ""
