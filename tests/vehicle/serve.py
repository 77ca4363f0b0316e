"""``python -m tests.vehicle.serve``: a car at 50 km/h behind a broker, until its input ends.

Prints the broker's port. For tests of commands, which bring their own event loop: gRPC wants
one a process.
"""

from __future__ import annotations

import asyncio
import sys

from assistant.clock import MonotonicClock
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.simulated import SimulatedVehicle
from tests.vehicle.broker import Broker, serving
from tests.vehicle.provider import CarProvider, metadata_of
from tests.vehicle.rigs import running, until


async def main() -> None:
    catalogue, now = load_catalogue(), MonotonicClock().now
    car, broker = SimulatedVehicle(catalogue, now), Broker(metadata_of(catalogue))
    car.drive(50)
    provider = CarProvider(car, catalogue, now)
    async with serving(broker) as port, running(provider.run(f"127.0.0.1:{port}")):
        await until(lambda: "Vehicle.Speed" in broker.told)
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
