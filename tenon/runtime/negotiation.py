"""Media types: which one a body is in, and which one a caller accepts (RFC 9110, section 12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache


def essence(value: str) -> str:
    """A media type without its parameters, in lower case."""
    return value.partition(";")[0].strip().lower()


def parameters(value: str) -> dict[str, str]:
    """The parameters of a media type, names in lower case."""
    pairs = (part.partition("=") for part in value.split(";")[1:])
    return {name.strip().lower(): text.strip().strip('"') for name, _, text in pairs}


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON: by name, or by structured suffix (RFC 6839, section 3.1)."""
    plain = essence(media_type)
    return plain.endswith(("/json", "+json"))


def matching(declared: Iterable[str], sent: str) -> str | None:
    """The declared media type, or range, that covers the one sent; the most specific first."""
    plain = essence(sent)
    by_plain = {essence(name): name for name in declared}
    candidates = (plain, plain.partition("/")[0] + "/*", "*/*")
    return next((by_plain[name] for name in candidates if name in by_plain), None)


@lru_cache(maxsize=1024)
def preferred(offered: tuple[str, ...], accept: str) -> str | None:
    """The offered media type that an `Accept` header likes best; None when it likes none."""
    ranges = _ranges(accept)
    if not ranges:
        return offered[0]
    best = max(offered, key=lambda name: _quality(name, ranges))
    return best if _quality(best, ranges) > 0 else None


@lru_cache(maxsize=1024)
def accepts_gzip(accepted: str) -> bool:
    """Whether an `Accept-Encoding` header takes gzip (RFC 9110, section 12.5.3)."""
    weights = dict(_ranges(accepted))
    named = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return named > 0 and named >= weights.get("identity", 0.0)


def _ranges(accept: str) -> list[tuple[str, float]]:
    parts = (part for part in accept.split(",") if part.strip())
    return [(essence(part), _weight(parameters(part).get("q", "1"))) for part in parts]


def _weight(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def _quality(offered: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The weight of the most specific range that covers a type (RFC 9110, section 12.5.1)."""
    plain = essence(offered)
    kind = plain.partition("/")[0]
    for wanted in (plain, f"{kind}/*", "*/*"):
        weights = [weight for name, weight in ranges if name == wanted]
        if weights:
            return max(weights)
    if "*" in plain:
        return max((w for name, w in ranges if _covers(plain, name)), default=0.0)
    return 0.0


def _covers(wide: str, name: str) -> bool:
    return wide == "*/*" or name.startswith(wide[:-1])
