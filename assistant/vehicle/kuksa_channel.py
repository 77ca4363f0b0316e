"""The way to a KUKSA databroker: address, TLS, token, and what gRPC's errors mean."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc

from assistant.errors import ConfigError, VehicleError

Metadata = tuple[tuple[str, str], ...]

_CODES = {
    grpc.StatusCode.NOT_FOUND: "vehicle_missing",
    grpc.StatusCode.INVALID_ARGUMENT: "vehicle_range",
    grpc.StatusCode.PERMISSION_DENIED: "vehicle_permission",
    grpc.StatusCode.UNAUTHENTICATED: "vehicle_permission",
    grpc.StatusCode.UNAVAILABLE: "vehicle_link",
    grpc.StatusCode.DEADLINE_EXCEEDED: "vehicle_link",
}


@dataclass(frozen=True, slots=True)
class KuksaOptions:
    """Where the broker is and how to be let in. The files are read at each connection.

    ``token_file`` holds a JWT. ``ca_file`` turns on TLS; ``certificate_file`` and ``key_file``
    are for brokers that ask who we are, ``server_name`` for a certificate of another name than
    the address.
    """

    address: str = "127.0.0.1:55555"
    token_file: Path | None = None
    ca_file: Path | None = None
    certificate_file: Path | None = None
    key_file: Path | None = None
    server_name: str = ""


def check_options(options: KuksaOptions) -> None:
    """Raise ``ConfigError`` when a token would go over a network in the clear."""
    if options.token_file and not options.ca_file and not is_local(options.address):
        raise ConfigError(
            f"vehicle.token_file would go to {options.address} in the clear: set "
            "vehicle.ca_file, or use a broker on this machine"
        )


def is_local(address: str) -> bool:
    """Return True for an address that no other machine sees."""
    host = address.rpartition(":")[0].strip("[]")
    return address.startswith("unix:") or host in ("localhost", "127.0.0.1", "::1")


def open_channel(options: KuksaOptions) -> grpc.aio.Channel:
    """Return a new channel to the broker; it connects when it is first used.

    Raises:
        VehicleError: a file of certificates can't be read.
    """
    settings: list[tuple[str, Any]] = [("grpc.use_local_subchannel_pool", 1)]  # own retries
    if options.ca_file is None:
        return grpc.aio.insecure_channel(options.address, settings)
    if options.server_name:
        settings.append(("grpc.ssl_target_name_override", options.server_name))
    credentials = grpc.ssl_channel_credentials(
        _content(options.ca_file),
        _content(options.key_file) if options.key_file else None,
        _content(options.certificate_file) if options.certificate_file else None,
    )
    return grpc.aio.secure_channel(options.address, credentials, settings)


def metadata_of(options: KuksaOptions) -> Metadata:
    """Return what each call says of who we are.

    Raises:
        VehicleError: the token's file can't be read.
    """
    if options.token_file is None:
        return ()
    token = _content(options.token_file).decode("ascii", "replace").strip()
    return (("authorization", f"Bearer {token}"),)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise VehicleError(
            f"{path} can't be read ({error.strerror})", code="vehicle_permission"
        ) from error


@contextmanager
def wrapped(what: str) -> Iterator[None]:
    """Turn what gRPC raises into a ``VehicleError``; ``what`` names the broker or the signal."""
    try:
        yield
    except grpc.aio.AioRpcError as error:
        code = _CODES.get(error.code(), "vehicle_refused")
        name = error.code().name.lower().replace("_", " ")
        raise VehicleError(f"{what}: {name}: {error.details()}", code=code) from error
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        raise VehicleError(f"{what}: the connection was lost", code="vehicle_link") from error
    except (TimeoutError, StopAsyncIteration) as error:
        raise VehicleError(f"{what}: no values came", code="vehicle_link") from error
