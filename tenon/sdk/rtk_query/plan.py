"""The plan of an API: its endpoints, and the names of what they take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tenon.contract import Contract, Parameter
from tenon.publish.draft import Draft
from tenon.publish.settling import settle
from tenon.sdk.npm.methods import Method, methods
from tenon.sdk.rtk_query import names

_QUERIES = ("GET", "HEAD", "OPTIONS")
_STREAMS = ("stream", "lines")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint; `arguments` are the members of what it takes, by their names.

    `pages` is the name of the endpoint that reads the same list page by page, where it has pages.
    """

    name: str
    method: Method
    arguments: Mapping[str, Parameter]
    pages: str = ""

    @property
    def streams(self) -> bool:
        """Whether its data grows."""
        return self.method.kind in _STREAMS

    @property
    def position(self) -> str:
        """The argument that says where a page begins; empty where there are no pages."""
        pages = self.method.pages
        found = (name for name, p in self.arguments.items()
                 if pages and p.location == "query" and p.name == pages.position)  # fmt: skip
        return next(found, "")

    @property
    def query(self) -> bool:
        """Whether its data is kept for all who ask alike; others change something."""
        return self.streams or self.method.operation.method in _QUERIES


@dataclass(frozen=True, slots=True)
class Plan:
    """What the files of a package are made from.

    In `contract` each reference leads to a component; `schemas` are their names as types.
    """

    contract: Contract
    endpoints: tuple[Endpoint, ...]
    schemas: Mapping[str, str]


def plan(contract: Contract) -> Plan:
    """Read a contract."""
    draft = Draft(contract.document)
    settle(draft)
    settled = Contract.from_bundle(draft.document)
    components = (settled.document.get("components") or {}).get("schemas") or {}
    types = names.unique((names.pascal(key, "Schema") for key in components), OWN_TYPES)
    endpoints = tuple(_endpoints(methods(settled)))
    return Plan(settled, endpoints, dict(zip(components, types, strict=True)))


# The types that every package has.
PROBLEM, STREAM_FAULT, DOWNLOADED = "ApiProblem", "StreamFault", "DownloadedFile"
OWN_TYPES = (
    PROBLEM, STREAM_FAULT, DOWNLOADED, "ConnectionOptions", "Credentials", "Fault", "Meta",
    "ReplyHeaders", "Retries", "TagType",
)  # fmt: skip


def _endpoints(found: list[Method]) -> Iterator[Endpoint]:
    called = names.unique(names.camel(method.name, "operation") for method in found)
    paged = iter(names.unique((f"{name}Pages" for name in called), called))
    for method, name, pages in zip(found, called, paged, strict=True):
        yield Endpoint(name, method, _arguments(method), pages if _walks(method) else "")


def _walks(method: Method) -> bool:
    """Whether its pages say where the next one begins; one that a header says is not seen."""
    pages = method.pages
    return pages is not None and (pages.style != "cursor" or pages.next is not None)


def _arguments(method: Method) -> dict[str, Parameter]:
    parameters = method.operation.parameters
    taken = ("body", "contentType") if method.body else ()
    called = names.unique((names.camel(p.name, "value") for p in parameters), taken)
    return dict(zip(called, parameters, strict=True))
