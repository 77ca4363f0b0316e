"""What an endpoint is used for."""

from __future__ import annotations

from enum import StrEnum

from assistant.routing.privacy.consent import Kind


class Use(StrEnum):
    """What an endpoint is used for."""

    CHAT = "chat"
    PICTURE = "picture"
    RECOGNITION = "recognition"

    @property
    def kind(self) -> Kind:
        """The kind of data that leaves for it, which needs a consent."""
        return _KINDS[self]


_KINDS = {Use.CHAT: Kind.TEXT, Use.PICTURE: Kind.PICTURES, Use.RECOGNITION: Kind.AUDIO}
