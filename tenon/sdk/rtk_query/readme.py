"""The README of a package. Its first example needs no more than a service."""

from __future__ import annotations

from collections.abc import Iterable

from tenon.contract import SecurityScheme
from tenon.sdk.npm import source
from tenon.sdk.npm.identity import Identity
from tenon.sdk.npm.names import credentials, travels
from tenon.sdk.rtk_query.endpoints import hook, infinite_hook
from tenon.sdk.rtk_query.plan import Endpoint, Plan
from tenon.sdk.rtk_query.rules import Rule, Tags
from tenon.sdk.rtk_query.tags import Tagging
from tenon.sdk.rtk_query.words import markdown
from tenon.sdk.server import server

_README = """\
# {title}, from React

Endpoints and hooks of [RTK Query](https://redux-toolkit.js.org/rtk-query/overview), typed, with
tags by the resources of the contract; made from the contract of version `{version}`.

```sh
npm install {name} @reduxjs/toolkit react react-redux
```

```ts
import {{ configureStore }} from "@reduxjs/toolkit";
import {{ api, configureApi }} from "{name}";

configureApi({{ baseUrl: {url} }});

export const store = configureStore({{
  reducer: {{ [api.reducerPath]: api.reducer }},
  middleware: (defaults) => defaults().concat(api.middleware),
}});
{example}```

`configureApi` comes before the first request. A server that renders for many callers gives each
store a connection of its own instead:
`defaults({{ thunk: {{ extraArgument: apiExtra({{ baseUrl }}) }} }})`.

## Hooks

```tsx
{component}```

- A query has `use…Query` and `useLazy…Query`, what changes something `use…Mutation`. Its argument
  is one object: parameters in camelCase, `body`, and `contentType` where the contract leaves open
  what a body is.
- **Errors** are plain data: `error` of a hook, and what `unwrap()` throws, is a `Fault` with
  `status`, `message`, `problem` (the error document, typed), `body` where there is none, and
  `requestId`. `isFault(error)` tells it from other errors. Without a reply, `status` is
  `"CONNECTION_FAILED"`, with one that breaks the contract `"UNEXPECTED_REPLY"`.
- **Headers** of a reply are found by its data: `headersOf(data)?.etag`, for an argument `ifMatch`
  say. They are also in `meta` of lifecycle functions, with the status. To a page from elsewhere a
  browser shows only those that the service lets it see.
- **Lists that grow**: a list with pages has a `use…InfiniteQuery` too, whose argument leaves out
  where a page begins; `fetchNextPage` goes on while `hasNextPage`.
- **Streams** are queries whose data grows: `{{ items, state, error }}`, where `state` is `"open"`,
  `"ended"` or `"failed"`. The first item makes the data; what is refused before it is an `error`.
  A stream that breaks off is resumed where the contract lets it, and closed with the last
  component that uses it.
- **Downloads** are `{{ url, type, size, name }}`: `url` is for `<img src>` or `<a href download>`,
  and is valid while the data is in the cache.
- **Uploads** are a `Blob` or `File` as `body`, or as a member of it in a form.
- **Retries.** Requests are sent again after 429 and 503, as `Retry-After` says, and when the
  connection failed, where that is safe. An operation that declares an `Idempotency-Key` is given
  one, the same for all attempts. `configureApi({{ baseUrl, retries: {{ attempts: 1 }} }})` turns
  them off.

## Credentials

{credentials}

A credential may also be a function, asked at each request, so that it may come from the store:
`() => store.getState().session.token`. Who logs in or out sees other things: clear the cache with
`dispatch(api.util.resetApiState())`.

## Tags

What is changed is read anew where a component shows it. Ids in brackets are those in the reply.

| endpoint | provides | makes stale |
|---|---|---|
{tags}
Where an id cannot be known, all things of the type are meant. A change that the service refused
(400, 401, 403, 405, 406, 413, 415, 422, 428, 429) makes nothing stale. What the contract does not
say is yours to add, typed: `api.enhanceEndpoints({{ endpoints: {{ … }} }})`, or
`api.util.invalidateTags([{{ type, id: LIST }}])`. Leave `onQueryStarted` of queries and
`onCacheEntryAdded` of streams and downloads as they are: by these the headers are found, and
streams grow.

## What there is

{endpoints}
"""
_CALL = """
const {{ data, error }} = await store.dispatch(api.endpoints.{name}.initiate({argument}));
console.log(data ?? error);
"""
_COMPONENT = """\
import {{ {hook} }} from "{name}";

export function {title}() {{
  const {{ data, error, isLoading }} = {hook}({argument});
  if (isLoading) return <p>…</p>;
  return <pre>{{JSON.stringify(error ?? data, null, 2)}}</pre>;
}}
"""


def readme(plan: Plan, tagging: Tagging, known: Identity) -> str:
    """The text of the README."""
    first = _first(plan)
    argument = "{}" if first and first.arguments else ""
    call = _CALL.format(name=first.name, argument=argument) if first else ""
    component = first and _COMPONENT.format(
        hook=hook(first), name=known.name, title=_capital(first.name), argument=argument
    )
    return _README.format(
        title=markdown(plan.contract.title) or "The API",
        name=known.name,
        version=known.version,
        url=source.data(server(plan.contract) or "http://127.0.0.1:8000"),
        example=call,
        component=component or "",
        credentials=_credentials(plan),
        tags="".join(_tagged(each, tagging.of(each)) for each in plan.endpoints),
        endpoints="\n".join(_endpoint(plan, each) for each in plan.endpoints),
    )


def _first(plan: Plan) -> Endpoint | None:
    """A query that needs neither arguments nor credentials: a list, if one does not."""
    reads = [e for e in plan.endpoints if e.query and e.method.kind == "value" and _free(e)]
    return max(reads, key=lambda e: (e.method.operation.anonymous, bool(e.pages)), default=None)


def _free(endpoint: Endpoint) -> bool:
    body = endpoint.method.body
    needed = any(parameter.required for parameter in endpoint.arguments.values())
    return not needed and not (body and body.required)


def _credentials(plan: Plan) -> str:
    lines = [
        f"- `configureApi({{ credentials: {{ {name}: … }} }})`: {_what(scheme)}."
        for name, scheme in credentials(plan.contract).values()
    ]
    return "\n".join(lines) or "The contract declares none that a client could send."


def _what(scheme: SecurityScheme) -> str:
    kind, _ = travels(scheme) or ("", "")
    return _WHAT.get(kind, "a key")


_WHAT = {
    "bearer": "a bearer token",
    "basic": "`{ username, password }`",
    "http": "what the scheme asks",
}


def _tagged(endpoint: Endpoint, tags: Tags) -> str:
    if not tags.provides and not tags.invalidates:
        return ""
    provides, stale = _rules(tags.provides), _rules(tags.invalidates)
    return f"| `{endpoint.name}` | {provides} | {stale} |\n"


def _rules(rules: Iterable[Rule]) -> str:
    """Rules within marks of code, which their text must not end."""
    return ", ".join(f"`{str(rule).translate(_UNMARKED)}`" for rule in rules)


_UNMARKED = str.maketrans("`|\n\r", "    ")


def _endpoint(plan: Plan, endpoint: Endpoint) -> str:
    hooks = [f"`{hook(endpoint)}`"]
    if endpoint.pages:
        hooks.append(f"`{infinite_hook(plan, endpoint)}`")
    operation = endpoint.method.operation
    words = markdown(operation.summary) + (" (deprecated)" if operation.deprecated else "")
    return f"- {', '.join(hooks)}{f': {words}' if words else ''}"


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]
