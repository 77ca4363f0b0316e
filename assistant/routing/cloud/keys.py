"""The keys of endpoints: from the system keyring, or from a file that only its user can read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from assistant.errors import ConfigError
from assistant.routing.settings import Endpoint

SERVICE = "in-vehicle-assistant"
"""Under which name the keyring keeps them: ``keyring set in-vehicle-assistant NAME``."""

MAX_BYTES = 4096
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def key_of(endpoint: Endpoint) -> str:
    """Return the endpoint's key, empty when it wants none. May ask the keyring: some seconds.

    Raises:
        ConfigError: there is no such key, or others than its user can read the file.
    """
    if endpoint.key_file:
        return _from_file(Path(endpoint.key_file).expanduser())
    return _from_keyring(endpoint.key) if endpoint.key else ""


def _from_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            if not stat.S_ISREG(state.st_mode) or state.st_uid != os.geteuid():
                raise ConfigError(f"{path}: the key's file must be a file of this user.")
            if state.st_mode & _OTHERS:
                raise ConfigError(f"{path}: others can read the key: run `chmod 600 {path}`.")
            key = file.read(MAX_BYTES).decode("ascii").strip()
    except OSError as error:
        raise ConfigError(f"{path}: the key can't be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: this is no key: it has other characters than ASCII.") from error
    if not key or not key.isprintable():
        raise ConfigError(f"{path}: this is no key: it is empty or has several lines.")
    return key


def _from_keyring(name: str) -> str:
    import keyring  # noqa: PLC0415  # only endpoints with such a key pay for it
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        key = keyring.get_password(SERVICE, name)
    except KeyringError as error:
        raise ConfigError(
            f"The keyring gives no key {name!r} ({type(error).__name__}): unlock it, or use "
            f"`key_file`."
        ) from error
    if not key:
        raise ConfigError(f"The keyring has no key: run `keyring set {SERVICE} {name}`.")
    return key
