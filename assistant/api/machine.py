"""What the machine gives the assistant: memory of all its processes, and the temperature."""

from __future__ import annotations

from collections.abc import Iterable

import psutil
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector


class Machine(Collector):
    """Metrics that are measured when somebody asks for them; takes some milliseconds."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Yield the memory, and the temperature where there is a sensor."""
        yield GaugeMetricFamily(
            "assistant_memory_bytes",
            "Memory of the service, its engines and skills; what they share counts once",
            value=held_bytes(),
        )
        warmest = temperature_c()
        if warmest is not None:
            yield GaugeMetricFamily(
                "assistant_temperature_celsius", "The warmest sensor of the machine", value=warmest
            )


def held_bytes() -> float:
    """Return the memory of this process and its children, shared pages in parts (PSS)."""
    me = psutil.Process()
    return float(sum(map(_pss, (me, *me.children(recursive=True)))))


def temperature_c() -> float | None:
    """Return the reading of the machine's warmest sensor; None where there is none."""
    sensors = psutil.sensors_temperatures().values()
    return max((float(one.current) for group in sensors for one in group), default=None)


def _pss(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0  # it ended meanwhile, or is another user's
