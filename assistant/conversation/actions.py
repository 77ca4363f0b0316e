"""Carry out one tool call: skill → policy → vehicle → read back → reply.

The car says "done" only for what it saw change. A call's effects happen all or not at all as
far as the policy goes: one refused effect refuses the call.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.conversation.gate import Gate
from assistant.conversation.lookup import told
from assistant.conversation.phrases import phrase
from assistant.errors import AssistantError, SkillError
from assistant.events import EffectDone, EffectRecord, Event, Outcome, PolicyDecided
from assistant.policy.decision import ONLY_PARKED, Decision, Verdict
from assistant.skillhost.interface import SkillHost
from assistant.skillhost.sdk import Context, Effect, ToolResult, set_signal
from assistant.skillhost.services import Asker, Ongoing, Service
from assistant.understanding.interface import ToolCall
from assistant.vehicle.interface import Value, Vehicle

VERIFY_S = 2.0
"""How long a written signal may take to read back before the car says that it couldn't."""

STALE_S = 10.0
"""Older readings are not shown to skills."""


@dataclass(frozen=True, slots=True)
class CallResult:
    """What one call came to. ``asking`` holds the effects that wait for a yes."""

    call: ToolCall
    outcome: Outcome
    reply: str
    decided_at: float
    effects: tuple[EffectRecord, ...] = ()
    undo: tuple[Effect, ...] = ()
    asking: tuple[Effect, ...] = ()
    missing: str | None = None
    answer_to: str | None = None
    card: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class CarParts:
    """What actions work on.

    ``services`` are those besides the vehicle, ``paths`` all signals; ``market`` names the
    policy's rules, ``seats`` the roles that were given to seats.
    """

    host: SkillHost
    vehicle: Vehicle
    services: tuple[Service, ...]
    paths: tuple[str, ...]
    market: str
    now: Callable[[], float]
    local_time: Callable[[], str]
    emit: Callable[[Event], None]
    seats: Mapping[str, str] = field(default_factory=dict)


class Actions:
    """Runs tool calls against the car."""

    def __init__(self, parts: CarParts) -> None:
        self._parts = parts
        self._services = {service.name: service for service in parts.services}
        self._gate = Gate(parts.vehicle, parts.market, parts.seats, parts.now)

    async def run(
        self,
        call: ToolCall,
        zone: str,
        language: str,
        turn_id: str,
        *,
        confirmed: bool = False,
    ) -> CallResult:
        """Carry out a call and return what it came to.

        Raises:
            SkillError: the tool failed, or asked for an effect that it may not have.
            VehicleError: the link to the car failed.
        """
        parts = self._parts
        if self._only_parked(call):
            self._tell_decision(call.tool, ONLY_PARKED, turn_id)
            reply = phrase(ONLY_PARKED.spoken, language)
            return CallResult(call, Outcome.REFUSED, reply, parts.now())
        context = await self._context(call, zone, language)
        result = await parts.host.call(call.tool, call.arguments, context)
        decisions = self._decide(call, result.effects, zone, turn_id)
        decided_at = parts.now()
        refused = next((d for d in decisions if d.verdict is Verdict.REFUSE), None)
        if refused is not None:
            return CallResult(call, Outcome.REFUSED, phrase(refused.spoken, language), decided_at)
        if not confirmed and any(d.verdict is Verdict.CONFIRM for d in decisions):
            question = self._question(call, result, decisions, language)
            return CallResult(call, Outcome.ASKED, question, decided_at, asking=result.effects)
        if not result.effects:
            return CallResult(
                call,
                Outcome(result.outcome),
                self._reply(call, result, language),
                decided_at,
                missing=result.missing,
                answer_to=result.answer_to,
                card=result.card,
            )
        return await self._carry_out(call, result, zone, language, turn_id)

    async def foresee(
        self, calls: tuple[ToolCall, ...], zone: str, language: str
    ) -> tuple[str, ...]:
        """Return the replies that the calls get if every effect works. Changes nothing."""
        replies = []
        for call in calls:
            if self._only_parked(call):
                replies.append(phrase(ONLY_PARKED.spoken, language))
                break
            try:
                context = await self._context(call, zone, language)
                result = await self._parts.host.call(call.tool, call.arguments, context)
            except AssistantError:
                return ()
            decisions = self._decide(call, result.effects, zone, None)
            stopped = next((d for d in decisions if d.verdict is not Verdict.ALLOW), None)
            if stopped is not None:
                replies.append(phrase(stopped.spoken, language))
                break
            replies.append(self._reply(call, result, language))
        return tuple(replies)

    def decide(self, effect: Effect, zone: str) -> Decision:
        """Return the policy's decision on what a person at a seat asks for by hand, counted."""
        signals = self._signals(self._parts.now())
        decision = self._gate.decide((effect,), zone, ("*",), signals)[0]
        if decision.verdict is Verdict.ALLOW:
            self._gate.note((effect,))
        return decision

    async def undo(self, changes: tuple[Effect, ...], asker: Asker, turn_id: str) -> None:
        """Bring back what was before the turn that is being corrected, where the policy lets it.

        What needs a yes is not asked again: the person has just taken it back.
        """
        signals = self._signals(self._parts.now())
        decisions = self._gate.decide(changes, asker.zone, ("*",), signals)
        self._tell_decisions(changes, decisions, turn_id)
        for change, decision in zip(changes, decisions, strict=True):
            if decision.verdict is not Verdict.REFUSE:
                self._gate.note((change,))
                self._tell(await self._apply(change, asker, []), turn_id)

    def ongoing(self) -> tuple[str, ...]:
        """Return the names of the services that are in the middle of something."""
        services = self._parts.services
        return tuple(one.name for one in services if isinstance(one, Ongoing) and one.ongoing)

    # --- context --------------------------------------------------------------------------

    async def _context(self, call: ToolCall, zone: str, language: str) -> Context:
        lookups = self._parts.host.lookups(call.tool)
        services = await told(self._services, lookups, call, Asker(zone, language))
        return Context(
            zone=zone,
            language=language,
            utterance=call.text,
            signals=self._signals(self._parts.now()),
            now_iso=self._parts.local_time(),
            services=services,
        )

    def _signals(self, now: float) -> dict[str, Value]:
        """Return all signals that are known and fresh."""
        readings = ((path, self._parts.vehicle.read(path)) for path in self._parts.paths)
        return {
            path: reading.value
            for path, reading in readings
            if reading is not None and now - reading.at_s <= STALE_S
        }

    # --- policy ---------------------------------------------------------------------------

    def _only_parked(self, call: ToolCall) -> bool:
        """Return True when the tool's manifest wants a parked car, and this one is not."""
        return self._parts.host.parked_only(call.tool) and not self._gate.parked

    def _decide(
        self, call: ToolCall, effects: tuple[Effect, ...], zone: str, turn_id: str | None
    ) -> tuple[Decision, ...]:
        allowed = self._parts.host.allowed_effects(call.tool)
        decisions = self._gate.decide(effects, zone, allowed, self._signals(self._parts.now()))
        if turn_id is not None:
            self._tell_decisions(effects, decisions, turn_id)
        return decisions

    def _tell_decisions(
        self, effects: tuple[Effect, ...], decisions: tuple[Decision, ...], turn_id: str
    ) -> None:
        for effect, decision in zip(effects, decisions, strict=True):
            name = effect.target if effect.kind == "set" else effect.kind
            self._tell_decision(name, decision, turn_id)

    def _tell_decision(self, path: str, decision: Decision, turn_id: str) -> None:
        self._parts.emit(
            PolicyDecided(
                at_s=self._parts.now(),
                turn_id=turn_id,
                path=path,
                decision=str(decision.verdict),
                reason=decision.reason,
            )
        )

    # --- effects --------------------------------------------------------------------------

    async def _carry_out(
        self, call: ToolCall, result: ToolResult, zone: str, language: str, turn_id: str
    ) -> CallResult:
        decided_at = self._parts.now()
        undo: list[Effect] = []
        asker = Asker(zone, language)
        self._gate.note(result.effects)
        records = await asyncio.gather(
            *(self._apply(effect, asker, undo) for effect in result.effects)
        )
        for record in records:
            self._tell(record, turn_id)
        worked = [record.verified for record in records]
        if all(worked):
            outcome = Outcome.ASKED if result.outcome == "asked" else Outcome.DONE
            reply = self._reply(call, result, language)
        else:
            key = "could_not_part" if any(worked) else "could_not"
            outcome, reply = Outcome.FAILED, phrase(key, language)
        return CallResult(
            call,
            outcome,
            reply,
            decided_at,
            effects=tuple(records),
            undo=tuple(undo),
            missing=result.missing,
            answer_to=result.answer_to,
            card=result.card,
        )

    async def _apply(self, effect: Effect, asker: Asker, undo: list[Effect]) -> EffectRecord:
        if effect.kind == "set":
            return await self._set(effect, undo)
        service = self._services.get(effect.service)
        if service is None:
            raise SkillError(f"{effect.kind}: this car has no service {effect.service!r}")
        applied = await service.apply(effect, asker)
        if applied.verified:
            undo.extend(applied.undo)
        return EffectRecord(applied.path, applied.value, applied.verified)

    async def _set(self, effect: Effect, undo: list[Effect]) -> EffectRecord:
        vehicle = self._parts.vehicle
        value = effect.value if effect.value is not None else ""
        before = vehicle.read(effect.target)
        await vehicle.write(effect.target, value)
        verified = await vehicle.verify(effect.target, value, VERIFY_S)
        if verified and before is not None:
            undo.append(set_signal(effect.target, before.value))
        return EffectRecord(effect.target, value, verified)

    def _tell(self, record: EffectRecord, turn_id: str) -> None:
        self._parts.emit(
            EffectDone(
                at_s=self._parts.now(),
                turn_id=turn_id,
                path=record.path,
                value=record.value,
                verified=record.verified,
            )
        )

    def _question(
        self, call: ToolCall, result: ToolResult, decisions: tuple[Decision, ...], language: str
    ) -> str:
        """Return what is asked before effects that need a yes."""
        if result.question is not None:
            return self._parts.host.render(call.tool, result.question, language, result.values)
        return phrase(next(d.spoken for d in decisions if d.verdict is Verdict.CONFIRM), language)

    def _reply(self, call: ToolCall, result: ToolResult, language: str) -> str:
        return self._parts.host.render(call.tool, result.reply, language, result.values)
