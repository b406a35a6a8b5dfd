"""The module of the clients: an attribute a group, an argument a credential."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tenon.codegen import layout, literal
from tenon.contract import Contract, SecurityScheme, naming
from tenon.sdk.python.plan import Plan
from tenon.sdk.server import server

_TAKEN = ("base_url", "retries", "timeout_s", "http", "connection")


@dataclass(frozen=True, slots=True)
class Credential:
    """A security scheme as an argument of a client; `type` is its type, without `Async`."""

    scheme: SecurityScheme
    argument: str
    kind: str
    carried: str
    type: str


def credentials(contract: Contract) -> list[Credential]:
    """The credentials that the clients of a contract take."""
    schemes = [s for s in contract.security_schemes.values() if _kind(s) is not None]
    arguments = naming.unique((naming.snake(s.name) for s in schemes), _TAKEN)
    return [
        Credential(s, argument, *(_kind(s) or ("", "", "")))
        for s, argument in zip(schemes, arguments, strict=True)
    ]


def _kind(scheme: SecurityScheme) -> tuple[str, str, str] | None:
    """How a scheme travels, under which name, and what it takes."""
    if scheme.type == "apiKey" and scheme.location is not None:
        return str(scheme.location.value), scheme.parameter, "Token"
    if scheme.type in ("oauth2", "openIdConnect") or scheme.scheme == "bearer":
        return "bearer", "", "Token"
    if scheme.scheme == "basic":
        return "basic", "", "Pair"
    return ("http", scheme.scheme, "Token") if scheme.type == "http" else None


def clients(plan: Plan, package: str, header: str) -> str:
    """The source of the module."""
    held = credentials(plan.contract)
    imports = {(f"{package}.groups.{g.name}", name) for g in plan.groups
               for name in (g.class_name, f"Async{g.class_name}")}  # fmt: skip
    text = [
        f"{header}\n{literal.docstring('The clients of the service.', '')}",
        "from __future__ import annotations",
        layout.imports(frozenset({(package, "core as _core")}), imports),
        "\n" + _schemes(held),
        *(f"\n{_client(plan, held, asynchronous=kind)}" for kind in (False, True)),
    ]
    return "\n\n".join(text) + "\n"


def _schemes(held: list[Credential]) -> str:
    entries = []
    for each in held:
        carried = f", {literal.string(each.carried)}" if each.carried else ""
        made = f"_core.Scheme({literal.string(each.kind)}{carried})"
        entries.append(f"    {literal.string(each.scheme.name)}: {made},\n")
    inner = "\n" + "".join(entries) if entries else ""
    return f"_SCHEMES = {{{inner}}}" if entries else "_SCHEMES: dict[str, _core.Scheme] = {}"


def _client(plan: Plan, held: list[Credential], *, asynchronous: bool) -> str:
    kind = "Async" if asynchronous else ""
    title = literal.prose(plan.contract.title) or "the service"
    way = "to be awaited" if asynchronous else "for blocking calls"
    words = literal.paragraph(f"A client of {title}, {way}.", "    ")
    base = _core_base(asynchronous=asynchronous)
    parameters = list(_parameters(plan, held, kind))
    signature = layout.function("def __init__", ["self", *parameters], "None", "    ")
    named = ", ".join(f"{literal.string(c.scheme.name)}: {c.argument}" for c in held)
    verb = "connect_async" if asynchronous else "connect"
    lines = [
        f"class {kind}Client({base}):",
        literal.docstring(words, "    "),
        "",
        signature,
        f"        connection = _core.{verb}(",
        "            self,",
        "            base_url,",
        "            _SCHEMES,",
        f"            {{{named}}},",
        "            retries,",
        "            timeout_s,",
        "            http,",
        "        )",
        *(f"        self.{g.attribute} = {kind}{g.class_name}(connection)" for g in plan.groups),
    ]
    return "\n".join(lines)


def _core_base(*, asynchronous: bool) -> str:
    return "_core.AsyncClient" if asynchronous else "_core.SyncClient"


def _parameters(plan: Plan, held: list[Credential], kind: str) -> Iterator[str]:
    url = server(plan.contract)
    yield "base_url: str" if url is None else f"base_url: str = {literal.string(url)}"
    yield "*"
    yield from (f"{each.argument}: _core.{kind}{each.type} | None = None" for each in held)
    yield "retries: _core.Retries | None = None"
    yield "timeout_s: float = 30.0"
    yield f"http: _core.{kind}Http | None = None"
