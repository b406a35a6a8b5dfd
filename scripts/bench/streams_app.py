"""The whole service as streams are measured on: nobody asks who calls, and nobody works."""

import os

from handlers.app import create_app
from handlers.settings import Settings
from tenon.runtime.app import ContractApp


def service() -> ContractApp:
    """The service over the database and the folder that the environment names."""
    settings = Settings(
        _env_file=None,
        environment="test",  # production would want keys, for callers that are not asked for here
        database_url=os.environ["DATABASE_URL"],
        sample_data=False,
        auth_enabled=False,
        check_replies=False,
        job_workers=0,
    )
    return create_app(settings)
