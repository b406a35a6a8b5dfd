"""The modules of a package that are our own data: `endpoints.ts`, `lists.ts` and `index.ts`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenon.sdk.npm import source
from tenon.sdk.rtk_query import names
from tenon.sdk.rtk_query.plan import Endpoint, Plan
from tenon.sdk.rtk_query.rules import Tags
from tenon.sdk.rtk_query.tags import Tagging

HEADER = "// Generated from the contract by `tenon sdk rtk-query`. Do not edit.\n"
_ENDPOINTS = """\
/** What each endpoint calls, what it provides and what it makes stale. */
import type {{ Endpoint }} from "./endpoint.js";

/** What the API is called in a store. */
export const NAME = {name};

/** The types of tags: what the contract has resources of. */
export const TAG_TYPES = {types} as const;

/** The endpoints by their names. */
export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {{
{endpoints}}};
"""
_LISTS = """\
/** Lists that grow page by page. */
import {{ api }} from "./api.js";
import type {{
{types}}} from "./api.js";
import {{ infinite }} from "./paging.js";

const lists = api.injectEndpoints({{
  endpoints: (build) => ({{
{endpoints}  }}),
}});
export default lists;
export const {{
{hooks}}} = lists;
"""
_LIST = """\
    {pages}: build.infiniteQuery<{name}ApiResponse, Omit<{name}ApiArg, {at}>, {position}>({{
      query: ({{ queryArg, pageParam }}) => ({{
        url: "/{endpoint}",
        params: {{ ...queryArg, {argument}: pageParam }},
      }}),
      infiniteQueryOptions: infinite<{name}ApiResponse, {position}>({operation}),
    }}),
"""
_ALWAYS = ("query", "parameters")
_NO_LISTS = """\
/** Lists that grow page by page: the contract has none. */
export { api as default } from "./api.js";
"""


def endpoints(plan: Plan, tagging: Tagging) -> str:
    """The text of `endpoints.ts`: names that are safe, and JSON."""
    known = [(endpoint, tagging.of(endpoint)) for endpoint in plan.endpoints]
    lines = (f"  {e.name}: {source.data(_endpoint(e, tags))},\n" for e, tags in known)
    types = tag_types([tags for _, tags in known])
    return HEADER + _ENDPOINTS.format(
        name=source.data(names.camel(plan.contract.title or "api", "api")),
        types=source.data(types),
        endpoints="".join(lines),
    )


def tag_types(known: list[Tags]) -> list[str]:
    """The types that some tags name."""
    rules = (rule for tags in known for rule in (*tags.provides, *tags.invalidates))
    return list(dict.fromkeys(rule.type for rule in rules))


def _endpoint(endpoint: Endpoint, tags: Tags) -> dict[str, Any]:
    parameters = {name: [p.location.value, p.name] for name, p in endpoint.arguments.items()}
    said = {
        "operation": endpoint.method.name,
        "query": endpoint.query,
        "parameters": parameters,
        "provides": [rule.data() for rule in tags.provides],
        "invalidates": [rule.data() for rule in tags.invalidates],
        "pages": endpoint.pages,
    }
    return {key: value for key, value in said.items() if value or key in _ALWAYS}


def lists(plan: Plan) -> str:
    """The text of `lists.ts`."""
    paged = [endpoint for endpoint in plan.endpoints if endpoint.pages]
    if not paged:
        return HEADER + _NO_LISTS
    types = (f"{_type(each)}Api{kind}" for each in paged for kind in ("Arg", "Response"))
    return HEADER + _LISTS.format(
        types="".join(f"  {name},\n" for name in sorted(types)),
        endpoints="".join(map(_list, paged)),
        hooks="".join(f"  {hook},\n" for hook in _hooks(plan, paged)),
    )


def _list(endpoint: Endpoint) -> str:
    at, name = source.data(endpoint.position), _type(endpoint)
    counted = endpoint.method.pages and endpoint.method.pages.style != "cursor"
    return _LIST.format(
        pages=endpoint.pages,
        name=name,
        at=at,
        position="number" if counted else f"{name}ApiArg[{at}] | undefined",
        endpoint=endpoint.name,
        argument=endpoint.position,
        operation=source.data(endpoint.method.name),
    )


def infinite_hook(plan: Plan, endpoint: Endpoint) -> str:
    """The hook of a list that grows."""
    taken = {each.name.lower() for each in plan.endpoints}
    name = endpoint.pages if f"{endpoint.name}infinite".lower() in taken else endpoint.name
    return f"use{name[0].upper()}{name[1:]}InfiniteQuery"


def _hooks(plan: Plan, paged: list[Endpoint]) -> Iterator[str]:
    for each in paged:
        made = f"use{each.pages[0].upper()}{each.pages[1:]}InfiniteQuery"
        hook = infinite_hook(plan, each)
        yield made if made == hook else f"{made}: {hook}"


def hook(endpoint: Endpoint) -> str:
    """The hook of an endpoint."""
    return f"use{_type(endpoint)}{'Query' if endpoint.query else 'Mutation'}"


def _type(endpoint: Endpoint) -> str:
    return endpoint.name[0].upper() + endpoint.name[1:]
