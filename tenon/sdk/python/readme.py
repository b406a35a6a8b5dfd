"""The README of an SDK. Its first example needs no more than a service."""

from __future__ import annotations

from tenon.codegen import literal
from tenon.contract import Location
from tenon.sdk.python.clients import Credential, credentials
from tenon.sdk.python.identity import Identity
from tenon.sdk.python.methods import Method
from tenon.sdk.python.module import Module
from tenon.sdk.python.plan import Group, Plan
from tenon.sdk.server import server

_README = """\
# {title}, from Python

A typed client, synchronous and asynchronous, made from the contract of version `{version}`.

```sh
pip install {distribution}
```

```python
from {module} import Client

with Client({url}) as client:
{example}
```

Every call has an asynchronous twin: `AsyncClient` has the same methods, to be awaited.

## What there is

{groups}

## Credentials

{credentials}

A credential may also be a function: it is asked at each request, so a token can be renewed
(with `AsyncClient` it may be `async`).

## What to know

- **Answers** are what the contract declares. Where a reply declares headers, or there is more than
  one reply, the method returns an object with `status`, `body` and a field a header.
- **Errors** are exceptions of `{module}.errors`: `NotFound`, `Conflict` and so on, all of them
  `ApiError` with `status`, `problem` (typed), `headers` and `request_id`. A reply that breaks the
  contract raises `UnexpectedReply`.
- **Absent is not null.** A field that was not sent is `pydantic.MISSING`; an argument that is
  `None` is not sent.
- **Lists** with pages have an `iterate_...` method that goes through all items.
- **Streams** are iterators of typed items; leave one early with `close()` or a `with` block. They
  resume by themselves after `last_event_id` where the contract lets them.
- **Uploads** take a path, bytes, an open file or a `File`, and are sent piece by piece. Downloads
  have `read()`, `save(path)`, and can be iterated.
- **Versions.** Hand the `etag` of a reply on as `if_match` or `if_none_match`; `NotModified` and
  `PreconditionFailed` are errors to catch.
- **Retries.** Requests are sent again after 429 and 503, as `Retry-After` says, and when the
  connection failed, where that is safe. An operation that declares an `Idempotency-Key` is given
  one, the same for all attempts. `Client(..., retries=Retries(attempts=1))` turns them off.
"""


def readme(plan: Plan, known: Identity) -> str:
    """The text of the README."""
    return _README.format(
        title=_escaped(" ".join(literal.prose(plan.contract.title).split())) or "The API",
        version=known.version,
        distribution=known.distribution,
        module=known.module,
        url="" if server(plan.contract) else '"http://127.0.0.1:8000"',
        example=_example(plan, known),
        groups="\n".join(_group(plan, group) for group in plan.groups),
        credentials=_credentials(credentials(plan.contract)),
    )


def _example(plan: Plan, known: Identity) -> str:
    """Two lines that call what needs neither arguments nor credentials, if anything does."""
    candidates = [(group, m) for group in plan.groups for m in group.methods if _callable(m)]
    candidates.sort(key=lambda pair: _worth(plan, pair[1]), reverse=True)
    if not candidates:
        return "    print(client)"
    group, method = candidates[0]
    written = Module(plan, group, known.module)
    called = f"client.{group.attribute}"
    if written.iterated(method):
        return f"    for item in {called}.{written.iterated(method)}():\n        print(item)"
    if method.kind == "stream":
        return f"    for item in {called}.{method.function}():\n        print(item)"
    return f"    print({called}.{method.function}())"


def _worth(plan: Plan, method: Method) -> tuple[bool, bool, bool]:
    anonymous = method.operation.anonymous
    return anonymous, method.operation.id in plan.iterations, method.kind == "value"


def _callable(method: Method) -> bool:
    """Whether a method reads, and needs no argument."""
    operation = method.operation
    needed = any(a.parameter.required or a.parameter.location is Location.PATH
                 for a in method.arguments)  # fmt: skip
    return operation.method == "GET" and not needed and method.body is None


def _group(plan: Plan, group: Group) -> str:
    lines = [f"- `client.{group.attribute}`"]
    lines += [f"  - `{m.function}`{_summary(m)}" for m in group.methods]
    return "\n".join(lines)


def _summary(method: Method) -> str:
    text = " ".join(literal.prose(method.operation.summary).split())
    return f": {_escaped(text)}" if text else ""


def _escaped(text: str) -> str:
    """Text that Markdown takes as it is."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in text)


def _credentials(held: list[Credential]) -> str:
    if not held:
        return "The contract declares none that a client could send."
    return "\n".join(_credential(each) for each in held)


def _credential(held: Credential) -> str:
    kinds: dict[str, str] = {
        "bearer": "a bearer token",
        "basic": "a name and a password, as a pair",
    }
    what = kinds.get(held.kind, "a key" if held.scheme.type == "apiKey" else "what the scheme asks")
    return f"- `Client(..., {held.argument}=...)`: {what}."
