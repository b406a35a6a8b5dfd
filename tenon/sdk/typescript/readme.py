"""The README of the package. Its first example needs no more than a service."""

from __future__ import annotations

from tenon.codegen import literal
from tenon.contract import Location
from tenon.sdk.npm import names
from tenon.sdk.npm.identity import Identity
from tenon.sdk.npm.methods import Method
from tenon.sdk.server import server
from tenon.sdk.typescript.plan import Group, Member, Plan

_README = """\
# {title}, from TypeScript

A typed client for browsers and Node.js, made from the contract of version `{version}`.

```sh
npm install {name}
```

```ts
import {{ createClient }} from "{name}";

const api = createClient({{{url}}});
{example}
```

## What there is

{groups}

Types of all that travels are exported by name: `import type {{ {type} }} from "{name}"`; what the
client itself stands on (`Reply`, `Stream`, `Download`, `Token` and so on) is in `core`. What is
sent otherwise than it is answered, because of `readOnly` or `writeOnly`, has a second type, named
with `Input` at its end.

## Credentials

{credentials}

A credential may also be a function, also an `async` one: it is asked at each request, so a token
can be renewed. Cookies are the browser's own business: `createClient` hands `init` on to `fetch`,
such as `{{ credentials: "include" }}`.

## What to know

- **A call** takes one object: `path`, `query`, `header`, `cookie` and `body`, as the contract names
  them, beside `signal` (an `AbortSignal`) and `timeoutMs`. What is `undefined` is not sent.
- **A reply** has `status`, `data`, `headers` and the `response` itself. Where the contract declares
  several, `status` tells them apart. Declared headers have names in lower case; numbers, booleans
  and lists are read as such, all others are text.
- **Errors** are thrown: `errors.NotFound`, `errors.Conflict` and so on (import `errors`), all of
  them `ApiError` with `status`, `problem` (typed), `body` (as it came), `headers` and `requestId`.
  `ConnectionFailed` is thrown where there was no reply, `UnexpectedReply` for one that the contract
  does not declare.
- **Lists** with pages have an `iterate...` method, whose items `for await` goes through.
- **Streams** are iterated in the same way. They resume by themselves after `lastEventId` where the
  contract lets them; leave one early by `break` or `close()`. An event named `error` throws
  `StreamFailed`.
- **Uploads** take a `Blob`, a `File`, an `Uint8Array`, and, where the body is nothing else, a
  `ReadableStream`; in Node.js, `fs.openAsBlob` reads a file while it is sent. The parts of a form
  are the members of `body`; where bytes may have several media types, `contentType` says which.
- **Downloads** have `blob()`, `bytes()`, `text()`, `stream`, and can be iterated piece by piece.
- **Versions.** Hand the `etag` of a reply on as `If-Match` or `If-None-Match`; `errors.NotModified`
  and `errors.PreconditionFailed` are to be caught.
- **Retries.** Requests are sent again after 429 and 503, as `Retry-After` says, and when the
  connection failed, where that is safe. An operation that declares an `Idempotency-Key` is given
  one, the same for all attempts. `createClient({{ retries: {{ attempts: 1 }} }})` turns them off.
- **Redirects** are not followed, so that no credential goes where a reply points, unless you say
  so: `createClient({{ init: {{ redirect: "follow" }} }})`.
- **Numbers** are JavaScript's: whole ones beyond 2^53 lose digits.
- **By path.** `api.raw.GET("/...")` is the client of openapi-fetch, with the same credentials and
  retries; it answers `{{ data, error, response }}` and throws no `ApiError`.
"""


def readme(plan: Plan, known: Identity) -> str:
    """The text of the README."""
    url = "" if server(plan.contract) else ' baseUrl: "http://127.0.0.1:8000" '
    return _README.format(
        title=_escaped(" ".join(literal.prose(plan.contract.title).split())) or "The API",
        version=known.version,
        name=known.name,
        url=url,
        example=_example(plan),
        groups="\n".join(map(_group, plan.groups)),
        type=_type(plan),
        credentials=_credentials(plan),
    )


def _type(plan: Plan) -> str:
    """The name of some type of the contract."""
    schemas = (plan.contract.document.get("components") or {}).get("schemas") or {}
    return next(iter(names.types(schemas)), "components")


def _example(plan: Plan) -> str:
    """Lines that call what needs neither arguments nor credentials, if anything does."""
    found = [(g, m) for g in plan.groups for m in g.members if _callable(m.method)]
    found.sort(key=lambda pair: _worth(pair[1]), reverse=True)
    if not found:
        return "console.log(Object.keys(api));"
    group, member = found[0]
    called = f"api.{group.attribute}.{member.name}()"
    if member.verb in ("pages", "items"):
        return f"for await (const item of {called}) {{\n  console.log(item);\n}}"
    if member.verb == "download":
        return f"console.log(await (await {called}).text());"
    return f"const {{ data }} = await {called};\nconsole.log(data);"


def _worth(member: Member) -> tuple[bool, bool, bool]:
    anonymous = member.method.operation.anonymous
    return anonymous, member.verb == "pages", member.verb == "send"


def _callable(method: Method) -> bool:
    """Whether a method reads, and needs no argument."""
    operation = method.operation
    needed = any(p.required or p.location is Location.PATH for p in operation.parameters)
    return operation.method == "GET" and not needed and method.body is None


def _group(group: Group) -> str:
    lines = [f"- `api.{group.attribute}`"]
    lines += [f"  - `{m.name}`{_summary(m.method)}" for m in group.members if m.verb != "pages"]
    return "\n".join(lines)


def _summary(method: Method) -> str:
    text = " ".join(literal.prose(method.operation.summary).split())
    return f": {_escaped(text)}" if text else ""


def _escaped(text: str) -> str:
    """Text that Markdown takes as it is."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in text)


def _credentials(plan: Plan) -> str:
    held = names.credentials(plan.contract).values()
    if not held:
        return "The contract declares none that a client could send."
    kinds = {"bearer": "a bearer token", "basic": "`{ username, password }`"}
    lines = []
    for name, scheme in held:
        kind = (names.travels(scheme) or ("",))[0]
        what = "a key" if scheme.type == "apiKey" else kinds.get(kind, "what the scheme asks")
        lines.append(f"- `createClient({{ credentials: {{ {name}: ... }} }})`: {what}.")
    return "\n".join(lines)
