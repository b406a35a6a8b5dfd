"""Which of its declared replies an operation gives, and in which media type."""

from __future__ import annotations

from dataclasses import dataclass

from tenon.contract import Media, Operation, Reply
from tenon.runtime.negotiation import essence, matching, preferred
from tenon.runtime.problem import NotAcceptable, NotFound

# RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5: these have no body.
BODILESS = frozenset({204, 205, 304})
UNDECLARED = Reply("default")  # of what the contract does not declare nothing is known
_CONCRETE = {"text": "text/plain", "image": "image/png", "audio": "audio/wav"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One declared reply: the status it is sent with, and the media type of its body, if any.

    `content_type` is that media type, or of a declared range the one that is sent.
    """

    status: int
    reply: Reply
    media: Media | None = None
    content_type: str = ""


def usual(operation: Operation) -> Choice:
    """The reply to a request that went well: the lowest success, then `default`.

    Where there is neither, the lowest redirection, then whichever is declared first.
    """
    replies = operation.replies
    for kind in ("2", "default", "3"):
        found = sorted(status for status in replies if status.startswith(kind))
        if found:
            return Choice(number(found[0]), replies[found[0]])
    first = next(iter(replies), None)
    return Choice(number(first), replies[first]) if first else Choice(200, UNDECLARED)


def wished(operation: Operation, code: int | None) -> Choice:
    """The reply of a status that a caller prefers; the usual one without a preference.

    Raises NotFound where the contract declares no such reply, which says those it does.
    """
    if code is None:
        return usual(operation)
    reply = operation.reply(code)
    if reply is None:
        known = ", ".join(operation.replies) or "none"
        raise NotFound(f"{operation.id} declares no reply of status {code}; declared: {known}.")
    return Choice(code, reply)


def negotiated(choice: Choice, accept: str | None) -> Choice:
    """The reply in the media type that an `Accept` header likes best (RFC 9110, section 12.5.1).

    An error comes in its first one where none is liked: it is better told than not.
    Raises NotAcceptable.
    """
    media = choice.reply.media
    if not media or choice.status in BODILESS:
        return choice
    offered = tuple(media)
    name = preferred(offered, accept) if accept else offered[0]
    if name is None:
        if choice.status < 400:
            raise NotAcceptable(f"The reply comes as: {', '.join(offered)}.")
        name = offered[0]
    return Choice(choice.status, choice.reply, media[name], _sent_as(name, accept))


def number(status: str) -> int:
    """The status a declared one is sent with: 200 for `2XX` and for `default`."""
    if status.isdigit():
        return int(status)
    return int(status[0]) * 100 if status[0].isdigit() else 200


def _sent_as(declared: str, accept: str | None) -> str:
    """The media type sent for a declared one, which may be a range."""
    kind, _, rest = essence(declared).partition("/")
    if "*" not in (kind, rest):
        return declared
    wanted = [essence(part) for part in (accept or "").split(",")]
    named = (one for one in wanted if one and "*" not in one and matching([declared], one))
    return next(named, _CONCRETE.get(kind, "application/octet-stream"))
