"""An oFono for tests, on a private bus: the objects, methods and signals of its documentation.

It is written from oFono's ``doc/*-api.txt`` (manager, modem, voicecallmanager, voicecall,
call-volume, messagemanager), with a switch for each fault.
"""

# No deferred annotations here: dbus-fast reads them.

from typing import Annotated, Any

from dbus_fast import Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusObjectPath, DBusSignature, DBusStr, DBusVariant
from dbus_fast.errors import DBusError
from dbus_fast.service import ServiceInterface, dbus_method, dbus_signal

Objects = Annotated[list[Any], DBusSignature("a(oa{sv})")]
Added = Annotated[list[Any], DBusSignature("oa{sv}")]
Changed = Annotated[list[Any], DBusSignature("sv")]
MODEM = "/hfp/phone"
ABLE = ["org.ofono.VoiceCallManager", "org.ofono.CallVolume", "org.ofono.MessageManager"]


class Manager(ServiceInterface):
    def __init__(self) -> None:
        super().__init__("org.ofono.Manager")
        self.interfaces = list(ABLE)

    @dbus_method(name="GetModems")
    def get_modems(self) -> Objects:
        able = {
            "Online": Variant("b", True),
            "Interfaces": Variant("as", self.interfaces),
        }
        return [["/empty", {"Interfaces": Variant("as", [])}], [MODEM, able]]


class Modem(ServiceInterface):
    def __init__(self) -> None:
        super().__init__("org.ofono.Modem")

    @dbus_signal(name="PropertyChanged")
    def property_changed(self, name: str, value: Variant) -> Changed:
        return [name, value]


class VoiceCall(ServiceInterface):
    def __init__(self, peer: "Peer", path: str, number: str, state: str) -> None:
        super().__init__("org.ofono.VoiceCall")
        self.peer, self.path, self.number, self.state = peer, path, number, state

    def about(self) -> dict[str, Variant]:
        return {
            "State": Variant("s", self.state),
            "LineIdentification": Variant("s", self.number),
        }

    def move(self, state: str) -> None:
        self.state = state
        self.property_changed("State", Variant("s", state))

    @dbus_method(name="Answer")
    def answer(self) -> None:
        if self.state != "incoming":
            raise DBusError("org.ofono.Error.Failed", "not incoming")
        self.move("active")

    @dbus_method(name="Hangup")
    def hangup(self) -> None:
        self.peer.end(self)

    @dbus_signal(name="PropertyChanged")
    def property_changed(self, name: str, value: Variant) -> Changed:
        return [name, value]


class VoiceCallManager(ServiceInterface):
    def __init__(self, peer: "Peer") -> None:
        super().__init__("org.ofono.VoiceCallManager")
        self.peer = peer

    @dbus_method(name="GetCalls")
    def get_calls(self) -> Objects:
        return [[call.path, call.about()] for call in self.peer.calls]

    @dbus_method(name="Dial")
    def dial(self, number: DBusStr, hide: DBusStr) -> DBusObjectPath:
        if hide not in ("", "enabled", "disabled", "default"):
            raise DBusError("org.ofono.Error.InvalidArguments", "hide_callerid")
        if not number.lstrip("+").isdigit():
            raise DBusError("org.ofono.Error.InvalidFormat", "number")
        return self.peer.begin(number, "dialing").path

    @dbus_method(name="HoldAndAnswer")
    def hold_and_answer(self) -> None:
        for call in self.peer.calls:
            call.move({"active": "held", "waiting": "active"}.get(call.state, call.state))

    @dbus_method(name="SendTones")
    def send_tones(self, tones: DBusStr) -> None:
        self.peer.tones += tones

    @dbus_signal(name="CallAdded")
    def call_added(self, path: str, about: dict[str, Variant]) -> Added:
        return [path, about]

    @dbus_signal(name="CallRemoved")
    def call_removed(self, path: str) -> DBusObjectPath:
        return path


class CallVolume(ServiceInterface):
    def __init__(self) -> None:
        super().__init__("org.ofono.CallVolume")

    @dbus_method(name="SetProperty")
    def set_property(self, name: DBusStr, value: DBusVariant) -> None:
        if name != "Muted" or value.signature != "b":
            raise DBusError("org.ofono.Error.InvalidArguments", name)
        self.property_changed(name, value)

    @dbus_signal(name="PropertyChanged")
    def property_changed(self, name: str, value: Variant) -> Changed:
        return [name, value]


class MessageManager(ServiceInterface):
    def __init__(self, peer: "Peer") -> None:
        super().__init__("org.ofono.MessageManager")
        self.peer = peer

    @dbus_method(name="SendMessage")
    def send_message(self, to: DBusStr, text: DBusStr) -> DBusObjectPath:
        if self.peer.no_network:
            raise DBusError("org.ofono.Error.Failed", "no network")
        self.peer.sent.append((to, text))
        return f"{MODEM}/message_{len(self.peer.sent)}"

    @dbus_signal(name="IncomingMessage")
    def incoming_message(
        self, text: str, about: dict[str, Variant]
    ) -> Annotated[list[Any], DBusSignature("sa{sv}")]:
        return [text, about]


class Peer:
    """The whole oFono. ``begin``, ``end`` and ``text`` are what happens in the network."""

    def __init__(self, bus: MessageBus) -> None:
        self.bus = bus
        self.calls: list[VoiceCall] = []
        self.sent: list[tuple[str, str]] = []
        self.tones = ""
        self.no_network = False
        self._serial = 0
        self.manager, self.modem = Manager(), Modem()
        self._voice, self._texts = VoiceCallManager(self), MessageManager(self)
        bus.export("/", self.manager)
        for interface in (self.modem, self._voice, CallVolume(), self._texts):
            bus.export(MODEM, interface)

    def begin(self, number: str, state: str) -> VoiceCall:
        self._serial += 1
        call = VoiceCall(self, f"{MODEM}/voicecall{self._serial:02}", number, state)
        self.calls.append(call)
        self.bus.export(call.path, call)
        self._voice.call_added(call.path, call.about())
        return call

    def end(self, call: VoiceCall) -> None:
        self.calls.remove(call)
        self._voice.call_removed(call.path)
        self.bus.unexport(call.path)

    def text(self, number: str, text: str) -> None:
        self._texts.incoming_message(text, {"Sender": Variant("s", number)})

    def able(self, interfaces: list[str]) -> None:
        """Let the modem gain or lose what it can."""
        self.manager.interfaces = interfaces
        self.modem.property_changed("Interfaces", Variant("as", interfaces))
