"""Where the API is reached; loads nothing, for commands that only tell it."""

from __future__ import annotations

from assistant.config import ApiSettings


def own_address(settings: ApiSettings, port: int | None = None) -> str:
    """Return where the service is reached on this machine; ``port`` when it is not as set."""
    return f"{scheme_of(settings)}://{host_in_url(settings.host)}:{port or settings.port}"


def scheme_of(settings: ApiSettings) -> str:
    """Return ``https`` when the API speaks TLS."""
    return "https" if settings.tls_certificate else "http"


def host_in_url(host: str) -> str:
    """Return a host as addresses write it: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host
