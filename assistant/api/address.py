"""Where the API is reached, and whether it can be; loads nothing of it."""

from __future__ import annotations

import ipaddress
import socket
from pathlib import Path

from assistant.config import ApiSettings
from assistant.errors import ConfigError


def own_address(settings: ApiSettings, port: int | None = None) -> str:
    """Return where the service is reached on this machine; ``port`` when it is not as set."""
    return f"{scheme_of(settings)}://{host_in_url(settings.host)}:{port or settings.port}"


def scheme_of(settings: ApiSettings) -> str:
    """Return ``https`` when the API speaks TLS."""
    return "https" if settings.tls_certificate else "http"


def host_in_url(host: str) -> str:
    """Return a host as addresses write it: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def check_address(settings: ApiSettings) -> None:
    """Do nothing when it can be served there now; for telling a mistake before models load.

    Raises:
        ConfigError: as ``listening_socket``.
    """
    listening_socket(settings).close()


def listening_socket(settings: ApiSettings) -> socket.socket:
    """Return the bound socket to serve on.

    Raises:
        ConfigError: the host is beyond loopback without TLS, unknown, or its port is taken.
    """
    tls = bool(settings.tls_certificate and settings.tls_key)
    for name in ("tls_certificate", "tls_key"):
        path = getattr(settings, name)
        if path and not Path(path).is_file():
            raise ConfigError(f"api.{name}: there is no file {path}")
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ConfigError(f"api.host: {settings.host!r} is no address of this machine") from error
    family, kind, protocol, _, address = found[0]
    if not ipaddress.ip_address(str(address[0])).is_loopback and not tls:
        raise ConfigError(
            f"api.host: {settings.host} can be reached from other machines, which takes "
            "api.tls_certificate and api.tls_key. Set both, or listen on 127.0.0.1."
        )
    made = socket.socket(family, kind, protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(address)
    except OSError as error:
        made.close()
        raise ConfigError(
            f"api.port: can't listen on {settings.host}:{settings.port} ({error.strerror}); "
            "choose another port, or 0 for any."
        ) from error
    made.listen(128)
    return made
