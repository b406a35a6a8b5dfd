"""The security of a whole contract: who knows the callers of which scheme, checked at the start."""

from __future__ import annotations

import logging
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from tenon.contract import Contract, Operation, SecurityScheme
from tenon.finding import ContractError, Finding, Place
from tenon.runtime.access import Access, Demand, Way
from tenon.runtime.entrance import Entrance
from tenon.runtime.security import Authenticator, Guard, Principal
from tenon.runtime.settings import RuntimeSettings

log = logging.getLogger("tenon")


class Authorization:
    """Compiles what each operation asks of its caller."""

    def __init__(
        self,
        contract: Contract,
        authenticators: Mapping[str, Authenticator],
        settings: RuntimeSettings,
        guards: Sequence[Guard] = (),
    ) -> None:
        """Take authenticators by the names of the contract's schemes.

        Says loudly when authentication is off and the contract asks for it.
        """
        self._contract = contract
        self._guards = tuple(guards)
        self._ways = {
            name: Way(scheme, authenticators[name])
            for name, scheme in contract.security_schemes.items()
            if name in authenticators
        }
        self._nobody = None if settings.auth_enabled else _allowed_all(contract, settings.nobody)
        if self._nobody is not None and any(o.secured for o in contract.operations):
            log.warning(
                "AUTHENTICATION IS OFF: every caller is %r and may do everything. "
                "Use this for local work only.",
                self._nobody.subject,
            )

    def entrance(self, operation: Operation) -> Entrance | None:
        """What stands before an operation; None where anybody may pass and nothing looks."""
        looks = [look for guard in self._guards if (look := guard(operation)) is not None]
        if not operation.secured:
            return Entrance(None, None, looks) if looks else None
        access = self._access(operation) if self._nobody is None else None
        return Entrance(access, self._nobody, looks)

    def _access(self, operation: Operation) -> Access:
        alternatives = [
            tuple(Demand(self._ways[name], frozenset(scopes)) for name, scopes in one.items())
            for one in operation.security
            if one
        ]
        return Access(alternatives, operation.anonymous, self._contract.title)


def check_security(
    contract: Contract,
    answered: Container[str],
    authenticators: Mapping[str, Authenticator],
    settings: RuntimeSettings,
) -> None:
    """Refuse to start what could not tell its callers.

    `answered` holds the ids of operations that a handler answers; others answer 501, whoever
    asks. Raises ContractError for a scheme that such an operation requires and that has no
    authenticator, unless authentication is off, and for an authenticator of no scheme.
    """
    findings = list(_strangers(contract, authenticators))
    if settings.auth_enabled:
        findings += _unknowable(contract, answered, authenticators)
    if findings:
        raise ContractError(findings)


def _strangers(
    contract: Contract, authenticators: Mapping[str, Authenticator]
) -> Iterator[Finding]:
    declared = contract.security_schemes
    for name in authenticators:
        if name not in declared:
            message = f"an authenticator is given for {name}, and no such scheme is declared"
            known = ", ".join(declared) or "none"
            yield Finding(_ROOT, "unknown-authenticator", message, f"declared: {known}")


def _unknowable(
    contract: Contract, answered: Container[str], authenticators: Mapping[str, Authenticator]
) -> Iterator[Finding]:
    required: dict[str, Operation] = {}
    for operation in contract.operations:
        if operation.id in answered:
            for name in (name for alternative in operation.security for name in alternative):
                required.setdefault(name, operation)
    for name, operation in required.items():
        if name not in authenticators:
            yield _missing(contract.security_schemes.get(name), name, operation)


def _missing(scheme: SecurityScheme | None, name: str, operation: Operation) -> Finding:
    if scheme is None:
        message = f"{operation.id} requires the security scheme {name}, which is not declared"
        remedy = "declare it in components/securitySchemes"
        return Finding(operation.place or _ROOT, "unknown-security-scheme", message, remedy)
    what = " ".join(filter(None, (scheme.type, scheme.scheme)))
    message = (
        f"{scheme.pointer} ({what}) is required by {operation.id}, and nothing knows its callers"
    )
    remedy = (
        f"give contract_app authenticators={{{name!r}: ...}}, or set auth_enabled=False for"
        " local work"
    )
    return Finding(scheme.place or _ROOT, "no-authenticator", message, remedy)


_ROOT = Place("contract.json")


def _allowed_all(contract: Contract, nobody: Principal) -> Principal:
    """The caller that everybody is while authentication is off: with every scope there is."""
    named = {
        scope
        for operation in contract.operations
        for alternative in operation.security
        for scopes in alternative.values()
        for scope in scopes
    }
    declared = frozenset[str]().union(*(s.scopes for s in contract.security_schemes.values()))
    return replace(nobody, scopes=nobody.scopes | named | declared)
