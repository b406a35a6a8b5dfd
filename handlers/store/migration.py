"""Bringing a database to the tables this code knows, safely when several processes start at once.

Alembic costs 0.3 s to import, so it is asked only when there is something to migrate: the
version is read with one query, and an empty database is made from the tables directly, as
https://alembic.sqlalchemy.org/en/latest/cookbook.html#building-an-up-to-date-database-from-scratch
describes. A test holds the two ways to the same tables.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    inspect,
    select,
)

from handlers.store.database import Database
from handlers.store.errors import UnavailableError
from handlers.store.lock import Lock, hold
from handlers.store.tables import metadata

HEAD = "0007"  # the newest script in migrations/versions
SCRIPTS = Path(__file__).with_name("migrations")

# As Alembic makes it (alembic/ddl/impl.py, version_table_impl).
_VERSIONS = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


async def migrate(database: Database) -> None:
    """Bring the database up to HEAD. Raises UnavailableError when a newer program wrote it."""
    if await database.scan(version) != HEAD:
        await database.transact(_migrate)


def version(connection: Connection) -> str | None:
    """The version of the database; None when it has none of our tables yet."""
    if not inspect(connection).has_table(_VERSIONS.name):
        return None
    return connection.scalar(select(_VERSIONS.c.version_num))


def _migrate(connection: Connection) -> None:
    """All in one transaction: whoever is killed inside it has changed nothing."""
    hold(connection, Lock.MIGRATION)
    found = version(connection)  # again, for another process may have been first
    if found is None:
        create(connection)
    elif found != HEAD:
        upgrade(connection)


def create(connection: Connection) -> None:
    """Make all tables at once, and say that they are those of HEAD."""
    metadata.create_all(connection)
    _VERSIONS.create(connection, checkfirst=True)
    connection.execute(_VERSIONS.insert().values(version_num=HEAD))


def upgrade(connection: Connection) -> None:
    """Run the scripts between the database's version and HEAD."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, HEAD)
    except CommandError as error:
        message = f"the database is at version {version(connection)}, unknown here: {error}"
        raise UnavailableError(message) from error
