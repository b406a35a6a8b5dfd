"""Settings of the service, from the environment and `.env`. `.env.example` lists them all."""

from __future__ import annotations

from pydantic_settings import SettingsConfigDict

from handlers.settings.auth import AuthSettings
from handlers.settings.core import CoreSettings
from handlers.settings.edges import EdgeSettings
from handlers.settings.eyes import EyeSettings
from handlers.settings.inference import InferenceSettings
from handlers.settings.jobs import JobSettings
from handlers.settings.mail import MailSettings
from handlers.settings.uploads import UploadSettings

__all__ = ["Settings"]


class Settings(
    MailSettings,
    UploadSettings,
    InferenceSettings,
    JobSettings,
    EyeSettings,
    EdgeSettings,
    AuthSettings,
    CoreSettings,  # last, so that its fields come first: other defaults depend on them
):
    """Everything that may differ between two places where the service runs.

    Each field is read from the environment variable of the same name in capitals, then from
    the file `.env` in the working directory. Raises pydantic.ValidationError for a bad value.
    """

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )
