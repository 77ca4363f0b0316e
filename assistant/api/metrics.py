"""Numbers for Prometheus. Counts, times and codes only: nothing that anybody said."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from assistant.api.machine import Machine
from assistant.events import ErrorRaised, Event, PolicyDecided, ServiceState, TurnEnded, TurnStarted

LATENCY_S = (0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0)

MEDIA_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """The service's metrics; an ``EventBus`` listener."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        registry.register(Machine())
        self._started = Counter(
            "assistant_turns_started",
            "Turns by how they began",
            ["source", "zone"],
            registry=registry,
        )
        self._ended = Counter(
            "assistant_turns", "Turns by how they ended", ["outcome", "route"], registry=registry
        )
        self._first_audio = Histogram(
            "assistant_first_audio_seconds",
            "End of speech to first sound",
            buckets=LATENCY_S,
            registry=registry,
        )
        self._stages = Histogram(
            "assistant_stage_seconds",
            "Time that a turn spent in a stage",
            ["stage"],
            buckets=LATENCY_S,
            registry=registry,
        )
        self._errors = Counter(
            "assistant_errors", "Errors by stable code", ["code", "stage"], registry=registry
        )
        self._policy = Counter(
            "assistant_policy_decisions",
            "Decisions on effects",
            ["decision", "reason"],
            registry=registry,
        )
        self._failing = Gauge(
            "assistant_engine_failing", "1 while an engine is down", ["engine"], registry=registry
        )
        self.sockets = Gauge("assistant_event_sockets", "Open event sockets", registry=registry)
        self.dropped = Counter(
            "assistant_event_sockets_dropped", "Sockets dropped as too slow", registry=registry
        )

    def record(self, event: Event) -> None:
        """Count an event."""
        match event:
            case TurnStarted():
                self._started.labels(event.source, event.zone).inc()
            case TurnEnded():
                self._ended.labels(str(event.outcome), str(event.route)).inc()
                if event.first_audio_ms is not None:
                    self._first_audio.observe(event.first_audio_ms / 1000)
                for stage, ms in event.stages_ms.items():
                    self._stages.labels(stage).observe(ms / 1000)
            case ErrorRaised():
                self._errors.labels(event.code, event.stage).inc()
            case PolicyDecided():
                self._policy.labels(event.decision, event.reason).inc()
            case ServiceState():
                engine = event.detail.partition(":")[0] or "service"
                self._failing.labels(engine).set(event.state == "degraded")

    def page(self) -> bytes:
        """Return all metrics in Prometheus' text format; takes some milliseconds."""
        return generate_latest(self._registry)
