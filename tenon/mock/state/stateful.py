"""Operations answered from what is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from tenon.contract import Contract, Operation
from tenon.mock.answers import Answers
from tenon.mock.outcome import Outcome
from tenon.mock.settings import MockSettings
from tenon.mock.state.clearing import Clear
from tenon.mock.state.desk import missing
from tenon.mock.state.items import text_of
from tenon.mock.state.kinds import owners_of
from tenon.mock.state.kinship import Kinds
from tenon.mock.state.many import Many
from tenon.mock.state.reading import List, Read
from tenon.mock.state.roles import Role, Verb, arguments, roles
from tenon.mock.state.sessions import Near, State
from tenon.mock.state.work import Work
from tenon.mock.state.writing import Change, Create, Delete, Replace
from tenon.mock.values import Values
from tenon.runtime.handler import Asked
from tenon.runtime.judge import Judge

_WORK: Mapping[Verb, type[Work]] = {
    Verb.LIST: List,
    Verb.CREATE: Create,
    Verb.READ: Read,
    Verb.REPLACE: Replace,
    Verb.CHANGE: Change,
    Verb.DELETE: Delete,
    Verb.CREATE_MANY: Many,
    Verb.DELETE_MANY: Many,
    Verb.CLEAR: Clear,
}


class Stateful:
    """Answers those operations of a contract that have a role in what is remembered."""

    def __init__(
        self,
        contract: Contract,
        judge: Judge,
        values: Values,
        answers: Answers,
        settings: MockSettings,
    ) -> None:
        """Answer the operations of `contract`, judged by `judge`, with what `values` makes where
        something is missing; `answers` answers those without a role.
        """
        self._contract = contract
        self._judge = judge
        self._values = values
        self._answers = answers
        self._settings = settings
        self._work: dict[str, Work] = {}

    def knows(self, operation: Operation) -> bool:
        """Whether an operation has a role: it reads or writes items."""
        role = self._roles.get(operation.id)
        if role is None:
            return False
        kind = self._kinds.by_name[role.resource.view_of or role.resource.name]
        return kind.schema is not None and bool(kind.fields)

    def role(self, operation: Operation) -> str:
        """The role of an operation, in one word; empty where it has none."""
        return self._roles[operation.id].verb.value if self.knows(operation) else ""

    def guards(self, operation: Operation) -> bool:
        """Whether an operation without a role stands below an item, and may say it is missing."""
        if operation.id in self._roles or operation.reply(404) is None:
            return False
        return any(owner in self._kinds.by_owner for owner in owners_of(operation.path))

    def require(self, asked: Asked, state: State) -> None:
        """Refuse what is asked below an item that is not there. Raises NotFound."""
        kinds = state.world.seeding.kinds
        texts = (text_of(asked.values.get(name, "")) for _, name in arguments(asked.operation))
        owners = dict(zip(owners_of(asked.operation.path), texts, strict=True))
        for owner, text in owners.items():
            kind = kinds.by_owner.get(owner)
            if kind is None or kind.schema is None:
                continue
            shelf = Near(state, owners).of(kind)
            key = (*(owners.get(one, "") for one in kind.scopes), text)
            if shelf is not None and shelf.get(key) is None:
                raise missing(kind, text)

    def answer(self, asked: Asked, state: State) -> Outcome:
        """The answer to a request, which may change what a session remembers.

        Raises NotFound, Conflict, PreconditionFailed and other problems.
        """
        work = self._work.get(asked.operation.id)
        if work is None:
            work = self._work[asked.operation.id] = self._compiled(asked.operation, state)
        return work(asked, state)

    def _compiled(self, operation: Operation, state: State) -> Work:
        role = self._roles[operation.id]
        work = _WORK[role.verb]
        return work(role, state.world.seeding, self._judge, self._values, self._settings)

    @cached_property
    def _roles(self) -> dict[str, Role]:
        return roles(self._contract)

    @cached_property
    def _kinds(self) -> Kinds:
        return Kinds(self._contract)
