"""Settings of the outbox: where what may leave later is brought."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.errors import ConfigError
from assistant.routing.settings import check_address


@dataclass(frozen=True, slots=True)
class OutboxSettings:
    """The receiver of what waits; without ``url`` it waits until it expires.

    ``key`` names an entry of the system keyring, ``key_file`` a file of mode 0600; both empty:
    the receiver wants no key. ``ca_file`` are certificates to trust; empty: the system's.
    """

    url: str = ""
    key: str = ""
    key_file: str = ""
    ca_file: str = ""


def check_outbox(outbox: OutboxSettings, where: str) -> None:
    """Pass when the settings can work.

    Raises:
        ConfigError: the address is wrong, or there are two keys.
    """
    if outbox.url:
        check_address(outbox.url, f"{where}: outbox.url")
    if outbox.key and outbox.key_file:
        raise ConfigError(f"{where}: give `outbox.key` or `outbox.key_file`, not both.")
