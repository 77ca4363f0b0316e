"""Settings of the cloud: which endpoints there are, and how much they may take."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from assistant.errors import ConfigError

_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,59}")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One OpenAI-compatible endpoint; a model's name that is empty: it doesn't offer that.

    ``key`` names an entry of the system keyring, ``key_file`` a file of mode 0600; both empty:
    it wants no key. ``monthly_mb`` are megabytes to and from it a month, ``monthly_money`` what
    it may cost a month, in whatever currency its prices are: for a million tokens in and out, a
    picture, and a minute of sound.
    """

    name: str = ""
    base_url: str = ""
    key: str = ""
    key_file: str = ""
    ca_file: str = ""
    chat_model: str = ""
    picture_model: str = ""
    recognition_model: str = ""
    monthly_mb: float = 200.0
    monthly_money: float = 0.0
    price_in: float = 0.0
    price_out: float = 0.0
    price_picture: float = 0.0
    price_minute: float = 0.0


@dataclass(frozen=True, slots=True)
class CloudSettings:
    """The cloud; without endpoints nothing of it is loaded.

    ``patience_s`` is how long a local answer that is ready waits for the cloud's, ``deadline_s``
    how long the cloud may take until it begins where nothing local is waiting.
    """

    endpoints: tuple[Endpoint, ...] = ()
    patience_s: float = 0.25
    deadline_s: float = 8.0


def check_cloud(cloud: CloudSettings, where: str) -> None:
    """Pass when the settings can work.

    Raises:
        ConfigError: a name, an address or a number is wrong.
    """
    names = [endpoint.name for endpoint in cloud.endpoints]
    for endpoint in cloud.endpoints:
        _check_endpoint(endpoint, f"{where}: [[cloud.endpoints]] {endpoint.name!r}")
    if len(set(names)) != len(names):
        raise ConfigError(f"{where}: two [[cloud.endpoints]] have the same name.")
    if cloud.patience_s < 0 or cloud.deadline_s <= 0:
        raise ConfigError(f"{where}: cloud.patience_s and cloud.deadline_s are seconds above 0.")


def _check_endpoint(endpoint: Endpoint, where: str) -> None:
    if not _NAME.fullmatch(endpoint.name):
        raise ConfigError(f"{where}: name must be a short word: a-z, 0-9, _ . and -")
    check_address(endpoint.base_url, f"{where}: base_url")
    if endpoint.key and endpoint.key_file:
        raise ConfigError(f"{where}: give `key` or `key_file`, not both.")
    if min(endpoint.monthly_mb, endpoint.monthly_money, *_prices(endpoint)) < 0:
        raise ConfigError(f"{where}: budgets and prices can't be negative.")


def check_address(url: str, what: str) -> None:
    """Pass when something may be sent to an address; ``what`` begins the message if not.

    Raises:
        ConfigError: it is no address, holds a key, or is neither https nor on this machine.
    """
    try:
        address = urlsplit(url)
        host = address.hostname or ""
    except ValueError as error:
        raise ConfigError(f"{what} is no address: {error}") from error
    if address.scheme not in ("https", "http") or not host:
        raise ConfigError(f"{what} must be like https://cloud.example/v1")
    if address.scheme == "http" and not _is_loopback(host):
        raise ConfigError(f"{what} must be https, except on this machine.")
    if address.username or address.password or address.query:
        raise ConfigError(f"{what} holds no key: use `key` or `key_file`.")


def _prices(endpoint: Endpoint) -> tuple[float, ...]:
    return (endpoint.price_in, endpoint.price_out, endpoint.price_picture, endpoint.price_minute)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
