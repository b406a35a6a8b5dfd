"""What surrounds every request: origins, headers, limits, proxies."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_settings import BaseSettings, NoDecode

from tenon.runtime.edges import Cors, Proxies


def _parts(text: Any) -> Any:
    return [part.strip() for part in text.split(",") if part.strip()] if type(text) is str else text


def _default_server_timing(settings: dict[str, Any]) -> bool:
    return settings.get("environment") != "production"


def _default_rate_limits(settings: dict[str, Any]) -> str:
    if settings.get("environment") == "test":
        return "off"
    return "redis" if settings.get("redis_url") else "memory"


Texts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_parts)]


class EdgeSettings(BaseSettings):
    """What surrounds every request: origins, headers, limits, proxies."""

    root_path: str = Field(
        "",
        pattern=r"^(/[A-Za-z0-9._~-]+)*$",
        description="The prefix under which a gateway shows the service, such as /production; "
        "requests may come with it or without.",
    )
    trailing_slash: Literal["off", "strip", "redirect"] = Field(
        "off",
        description="What becomes of a path that is known only without the slash at its end: "
        "404, it is read without it, or its caller is sent there (308).",
    )
    cors_origins: Texts = Field(
        (),
        description="The origins whose pages may read replies, separated by commas; * for all. "
        "None when not set.",
    )
    cors_credentials: bool = Field(
        False, description="Whether those pages may send cookies; not together with *."
    )
    cors_max_age_s: int = Field(
        600, ge=0, description="Seconds for which a browser remembers what a page may do."
    )
    security_headers: bool = Field(
        True, description="Whether replies tell browsers what not to do with them."
    )
    hsts_s: int = Field(
        31_536_000,
        ge=0,
        description="Seconds for which a browser that came by https insists on it; 0: not at all.",
    )
    resource_policy: Literal["same-origin", "same-site", "cross-origin"] = Field(
        "same-origin", description="Whose pages may embed replies, such as images."
    )
    request_ids: bool = Field(True, description="Whether each reply names its request.")
    server_timing: bool = Field(
        default_factory=_default_server_timing,
        description="Whether replies tell where their time went; "
        "when not set: everywhere but in production.",
    )
    compression: bool = Field(
        False,
        description="Whether replies are compressed; a proxy in front often does it better.",
    )
    compression_minimum: int = Field(
        1_024, ge=0, description="The fewest bytes of a reply that are compressed."
    )
    trusted_proxies: Texts = Field(
        (),
        description="The addresses and networks of proxies that tell who called, separated by "
        "commas; unix for a Unix socket. None when not set.",
    )
    proxy_headers: Literal["x-forwarded", "forwarded"] = Field(
        "x-forwarded",
        description="The headers that those proxies write: X-Forwarded-For, -Proto and -Host, or "
        "Forwarded. They must take away what callers send in them.",
    )
    body_idle_s: float = Field(
        10.0, gt=0, description="Seconds that may pass in a request's body without a byte."
    )
    body_total_s: float = Field(
        30.0,
        gt=0,
        description="Seconds to wait for a request's body altogether, and one more for each "
        "BODY_BYTES_PER_S that came.",
    )
    body_bytes_per_s: float = Field(
        1_024.0, gt=0, description="The pace that a large request body must keep."
    )
    write_timeout_s: float = Field(
        30.0, gt=0, description="Seconds for which a caller may take nothing of its reply."
    )
    rate_limits: Literal["off", "memory", "redis"] = Field(
        default_factory=_default_rate_limits,  # type: ignore[arg-type]
        description="Who counts for the limits of the contract: nobody, each process, or Redis "
        "for all; when not set: nobody in tests, else Redis where REDIS_URL is set, else memory.",
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        Cors(self.cors_origins, credentials=self.cors_credentials)
        Proxies(self.trusted_proxies)
        if self.rate_limits == "redis" and not getattr(self, "redis_url", None):
            raise ValueError("RATE_LIMITS=redis needs REDIS_URL")
        return self
