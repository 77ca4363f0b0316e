"""Sound devices in one place: the microphones, the loudspeaker, and the list of what is there."""

from assistant.audio.loudspeaker import DeviceOutput
from assistant.audio.microphone import DeviceInput
from assistant.audio.system import DeviceInfo, list_devices

__all__ = ["DeviceInfo", "DeviceInput", "DeviceOutput", "list_devices"]
