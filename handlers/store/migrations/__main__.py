"""Write the next migration script: `python -m handlers.store.migrations "Add a shelf mark"`.

It compares the tables of the code with a fresh SQLite database that all scripts have run on.
Read what it wrote, then set HEAD in handlers/store/migration.py to its number.
"""

import sys

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from handlers.store.migration import HEAD, SCRIPTS


def main(message: str) -> None:
    """Write the script of that message."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with create_engine("sqlite://").begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        command.revision(config, message, autogenerate=True, rev_id=f"{int(HEAD) + 1:04}")


if __name__ == "__main__":
    main(sys.argv[1])
