"""Measure how hard the machine works."""

from __future__ import annotations

import os

import psutil

from assistant.imaging.effort import Machine

_OF_PROCESSORS = ("coretemp", "k10temp", "zenpower", "cpu_thermal", "cpu-thermal", "soc_thermal")


def measured() -> Machine:
    """Return the measurements of now; sensors may take milliseconds to answer."""
    return Machine(
        load=os.getloadavg()[0] / (os.cpu_count() or 1),
        celsius=_celsius(),
        free_mb=psutil.virtual_memory().available / 2**20,
    )


def _celsius() -> float | None:
    """Return the hottest sensor of the processor, None where there is none."""
    try:
        sensors = psutil.sensors_temperatures()
    except (AttributeError, OSError):
        return None
    values = [
        one.current for name in _OF_PROCESSORS for one in sensors.get(name, ()) if one.current > 0
    ]
    return max(values, default=None)
