"""``org.mpris.MediaPlayer2``: what this player is, for other programs of the session."""

# No deferred annotations here: dbus-fast reads them.

from typing import Annotated

from dbus_fast import PropertyAccess
from dbus_fast.annotations import DBusBool, DBusSignature, DBusStr
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property

_READ = PropertyAccess.READ
_Strings = Annotated[list[str], DBusSignature("as")]


class Root(ServiceInterface):
    """The player as a whole."""

    def __init__(self) -> None:
        super().__init__("org.mpris.MediaPlayer2")

    @dbus_method(name="Raise")
    def show(self) -> None:
        """Do nothing: there is no window."""

    @dbus_method(name="Quit")
    def quit(self) -> None:
        """Do nothing: the player lives as long as the service."""

    @dbus_property(_READ, name="CanQuit")
    def can_quit(self) -> DBusBool:
        """False."""
        return False

    @dbus_property(_READ, name="CanRaise")
    def can_raise(self) -> DBusBool:
        """False."""
        return False

    @dbus_property(_READ, name="HasTrackList")
    def has_track_list(self) -> DBusBool:
        """False."""
        return False

    @dbus_property(_READ, name="Identity")
    def identity(self) -> DBusStr:
        """Return the name that people see."""
        return "Assistant"

    @dbus_property(_READ, name="SupportedUriSchemes")
    def schemes(self) -> _Strings:
        """None: what is played comes from the library."""
        return []

    @dbus_property(_READ, name="SupportedMimeTypes")
    def mime_types(self) -> _Strings:
        """None: what is played comes from the library."""
        return []
