"""A serial CAN adapter for tests: it speaks slcan on a pseudo terminal, on a virtual bus.

The device has a fixed name (a link, as udev makes one), so that it can be pulled out and
plugged in again.
"""

from __future__ import annotations

import asyncio
import os
import tty
from pathlib import Path

import can

_BITRATES = frozenset("012345678")


class SlcanAdapter:
    """Commands: ``S`` (bit rate), ``O``, ``C``, ``t``, ``T``; frames of the bus come as lines."""

    def __init__(self, device: Path, channel: str) -> None:
        self.device = device
        self._bus = can.Bus(interface="virtual", channel=channel, ignore_config=True)
        self._master = -1
        self._terminal = -1
        self._line = bytearray()
        self.bitrate = ""
        self.is_open = False

    def plug(self) -> None:
        """Make the device appear."""
        self._master, self._terminal = os.openpty()
        tty.setraw(self._terminal)
        os.set_blocking(self._master, False)
        self.device.unlink(missing_ok=True)
        self.device.symlink_to(os.ttyname(self._terminal))
        asyncio.get_running_loop().add_reader(self._master, self._hear)

    def unplug(self) -> None:
        """Make the device disappear."""
        if self._master >= 0:
            asyncio.get_running_loop().remove_reader(self._master)
            os.close(self._master)
            os.close(self._terminal)
            self.device.unlink()
        self._master, self.is_open = -1, False

    def close(self) -> None:
        self.unplug()
        self._bus.shutdown()

    async def run(self) -> None:
        """Pass the bus's frames on until cancelled."""
        while True:
            while (frame := self._bus.recv(0)) is not None:
                if self.is_open:
                    kind = (
                        f"T{frame.arbitration_id:08X}"
                        if frame.is_extended_id
                        else (f"t{frame.arbitration_id:03X}")
                    )
                    self.say(f"{kind}{frame.dlc}{bytes(frame.data).hex().upper()}".encode())
            await asyncio.sleep(0.005)

    def say(self, line: bytes) -> None:
        """Send a line to the computer, also one that is no frame."""
        if self._master >= 0:
            os.write(self._master, line + b"\r")

    def _hear(self) -> None:
        try:
            self._line += os.read(self._master, 4096)
        except OSError:
            return
        *lines, rest = self._line.split(b"\r")
        self._line = bytearray(rest)
        for line in lines:
            self._obey(line.decode())

    def _obey(self, line: str) -> None:
        match line[:1]:
            case "S" if line[1:] in _BITRATES:
                self.bitrate = line[1:]
            case "O" | "C":
                self.is_open = line == "O"
            case "t" | "T" if self.is_open:
                digits = 3 if line[0] == "t" else 8
                self._bus.send(
                    can.Message(
                        arbitration_id=int(line[1 : 1 + digits], 16),
                        is_extended_id=line[0] == "T",
                        data=bytes.fromhex(line[2 + digits :]),
                    )
                )
                self.say(b"z" if line[0] == "t" else b"Z")
                return
        self.say(b"")
