"""What the service tells of itself: logs, traces, metrics."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


def _default_log_format(settings: dict[str, Any]) -> str:
    return "json" if settings.get("environment") == "production" else "console"


def _default_access_log(settings: dict[str, Any]) -> bool:
    return settings.get("environment") != "test"


class EyeSettings(BaseSettings):
    """What the service tells of itself: logs, traces, metrics."""

    log_format: Literal["json", "console"] = Field(
        default_factory=_default_log_format,  # type: ignore[arg-type]
        description="What log lines are made for: machines or people; when not set: json in "
        "production, else console.",
    )
    access_log: bool = Field(
        default_factory=_default_access_log,
        description="Whether each request is a line of the log; when not set: everywhere but in "
        "tests.",
    )
    metrics: bool = Field(
        True, description="Whether /metrics tells Prometheus how the service does."
    )
    metrics_token: SecretStr | None = Field(
        None,
        min_length=16,
        description="The bearer token that /metrics asks for; when not set, whoever reaches it "
        "may read it.",
    )
    metrics_port: int | None = Field(
        None,
        ge=0,
        le=65535,
        description="The port on HOST at which a process that only works on jobs answers "
        "/metrics, 0 takes any; when not set, it listens to nothing.",
    )
    otel_exporter_otlp_endpoint: str | None = Field(
        None,
        pattern=r"^https?://[^\s]+$",
        description="Where traces go by OTLP over HTTP, such as http://collector:4318; no traces "
        "when not set. The other OTEL_ variables of the environment hold too.",
    )
    otel_service_name: str = Field(
        "book-management-api", description="The name of the service in traces."
    )
