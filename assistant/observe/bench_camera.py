"""``assistant imaging mirror``: the mirror from a camera to a viewer, measured."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import psutil

from assistant.errors import CameraError
from assistant.imaging.camera.cameras import Cameras
from assistant.imaging.camera.car_view import short_distance
from assistant.imaging.camera.overlay_state import OverlayState, Warn
from assistant.imaging.camera.presence import Trouble
from assistant.imaging.camera.settings import CameraSettings
from assistant.imaging.camera.shot import Shot
from assistant.imaging.camera.source import MIRROR

WARM_UP_S = 8.0
"""How long to wait at most for the first picture; starting is told apart from running."""


_WHY = {
    None: "its process sent nothing",
    Trouble.STARTING: "it is still being opened",
    Trouble.ABSENT: "it can't be opened; look at its plug, its address or its file",
    Trouble.SILENT: "it is open but sends no frames",
    Trouble.FROZEN: "it sends the same frame again and again",
    Trouble.BROKEN: "the process that reads it hung or died",
    Trouble.HIDDEN: "it may not be shown now",
}


@dataclass(slots=True)
class _Seen:
    """What a viewer noted of the shots that came."""

    latencies_s: list[float] = field(default_factory=list)
    lost: int = 0
    dropped: int = 0
    sent: int = 0
    size: tuple[int, int] = (0, 0)
    jpeg: bytes = b""

    def note(self, shot: Shot, now_s: float) -> None:
        """Count a shot that came at ``now_s``."""
        self.jpeg, self.size = shot.jpeg, shot.size
        if shot.trouble is not None:
            self.lost += 1
            return
        self.latencies_s.append(now_s - shot.taken_s)
        self.dropped += shot.dropped
        self.sent += len(shot.jpeg)


async def bench_camera(settings: CameraSettings, seconds: float) -> tuple[dict[str, Any], bytes]:
    """Watch the mirror for some seconds; return the figures and the last JPEG.

    Its overlay changes as on a drive: the speed and the distance each second.

    Raises:
        CameraError: no picture came; the message says why.
    """
    cameras, begun_s = Cameras(settings, _overlay), time.monotonic()
    first_s: float | None = None
    seen = _Seen()
    try:
        async with asyncio.timeout(WARM_UP_S + seconds + 5), cameras.watching(MIRROR) as feed:
            async for shot in feed.shots():
                now_s = time.monotonic()
                if first_s is None and shot.trouble is None:
                    first_s = now_s
                    eye = psutil.Process(feed.worker.pid)
                    cpu_s = _used_s(eye), _used_s(psutil.Process())
                if first_s is not None:
                    seen.note(shot, now_s)
                if now_s - (first_s or begun_s + WARM_UP_S) >= seconds:
                    break
            if first_s is None:
                raise CameraError(f"No picture came within {seconds:g} s: {_WHY[shot.trouble]}.")
            took_s = time.monotonic() - first_s
            used_s = _used_s(eye) - cpu_s[0], _used_s(psutil.Process()) - cpu_s[1]
    finally:
        await cameras.aclose()
    ms = sorted(one * 1000 for one in seen.latencies_s)
    return {
        "frames": len(ms),
        "frames_per_s": round((len(ms) - 1) / took_s, 1),
        "size": f"{seen.size[0]}x{seen.size[1]}",
        "latency_p50_ms": round(ms[len(ms) // 2], 1),
        "latency_p95_ms": round(ms[int(len(ms) * 0.95)], 1),
        "first_picture_s": round(first_s - begun_s, 2),
        "dropped": seen.dropped,
        "lost": seen.lost,
        "kb_per_frame": round(seen.sent / len(ms) / 1000, 1),
        "cores_camera": round(used_s[0] / took_s, 3),
        "cores_viewer": round(used_s[1] / took_s, 3),
    }, seen.jpeg


def _overlay() -> OverlayState:
    second = int(time.monotonic())
    distance = short_distance(1200.0 - second % 60 * 20.0, "en", imperial=False)
    return OverlayState(
        speed=60 + second % 30,
        speed_limit=80,
        over=second % 30 > 23,  # noqa: PLR2004  83 km/h and more
        turn="right",
        distance=distance,
        warnings=(Warn.TIRE,),
    )


def _used_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
