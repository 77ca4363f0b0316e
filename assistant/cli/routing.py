"""``assistant route`` and ``assistant cloud``: where a request goes, what an endpoint can do."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import Any

import click

from assistant.app import Needs, open_assistant
from assistant.car import Assistant
from assistant.clock import MonotonicClock
from assistant.config import load_config
from assistant.conversation.turn import ANSWER_TOOL
from assistant.routing.decide import MEANING, Ask, Decision, RequestKind, decide
from assistant.routing.open import open_cloud
from assistant.routing.privacy.open import open_gate
from assistant.understanding.interface import Interpretation
from assistant.understanding.language import guess_language
from assistant.understanding.normalize import checked_text

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
TEXT_ONLY = Needs(voice=False, model=False)


@click.group()
def route() -> None:
    """Tell who would answer a request, the car or a cloud, and why."""


@route.command()
@click.argument("text")
@json_option
def explain(text: str, as_json: bool) -> None:
    """Tell what would happen to TEXT now. Nothing of it is sent."""
    told = asyncio.run(_explain(checked_text(text)))
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{told['kind']} → {told['route']}: {told['meaning']} [{told['reason']}]")
    link = told["link"]
    if link is not None:
        why = f" ({link['reason']})" if link["reason"] else ""
        click.echo(f"link: {link['state']}{why}, {link['round_trip_ms']:.0f} ms")


@click.group()
def cloud() -> None:
    """See what the configured endpoints can do."""


@cloud.command()
@json_option
@click.pass_context
def check(context: click.Context, as_json: bool) -> None:
    """Ask each endpoint what it can do, with a few words of nobody's.

    Pictures and speech recognition are not tried: they may cost.
    """
    found = asyncio.run(_check())
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    elif not found:
        click.echo("No endpoint is set: see [[cloud.endpoints]] in docs/cloud.md")
    for name, findings in found.items() if not as_json else ():
        click.echo(f"{name}:")
        for one in findings:
            click.echo(f"  {'ok  ' if one['works'] else 'NO  '} {one['what']:<12} {one['detail']}")
    if not all(one["works"] for one in _reached(found)):
        context.exit(1)


def _reached(found: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [one for findings in found.values() for one in findings if one["what"] == "reached"]


async def _explain(text: str) -> dict[str, Any]:
    config = load_config()
    async with open_assistant(config, TEXT_ONLY) as car:
        language = guess_language(text, config.voice.languages)
        kind = kind_of(car.interpret(text, language))
        decision, link = await _decided(car, kind, text)
    return {
        "text": text,
        "language": language,
        "kind": str(kind),
        "route": str(decision.via),
        "reason": str(decision.reason),
        "meaning": MEANING[decision.reason],
        "link": link,
    }


async def _decided(
    car: Assistant, kind: RequestKind, text: str
) -> tuple[Decision, dict[str, Any] | None]:
    routing = car.routing
    if routing is None or routing.clouded is None:
        return decide(Ask(kind, there=None)), None
    cloud, model = routing.clouded.cloud, routing.clouded.model
    from assistant.routing.report import report  # noqa: PLC0415  # only who has a cloud

    consent = cloud.gate.consents.current
    if consent.kinds and not consent.guest:
        await cloud.monitor.measure()
    return model.decide(kind, text), report(cloud)


def kind_of(meaning: Interpretation) -> RequestKind:
    """Return what kind of request an interpreted text is."""
    if not meaning.understood:
        return RequestKind.CHOICE
    free = bool(meaning.calls) and meaning.calls[0].tool == ANSWER_TOOL
    return RequestKind.QUESTION if free else RequestKind.COMMAND


async def _check() -> dict[str, list[dict[str, Any]]]:
    from assistant.routing.cloud.check import check_endpoint  # noqa: PLC0415  # only this asks

    config = load_config()
    if not config.cloud.endpoints:
        return {}
    async with (
        open_gate(config.data_dir) as gate,
        open_cloud(config, gate, MonotonicClock().now) as cloud,
    ):
        return {
            peer.name: [asdict(one) for one in await check_endpoint(cloud, peer)]
            for peer in cloud.peers
        }
