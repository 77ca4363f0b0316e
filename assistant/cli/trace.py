"""``assistant trace last``: the latest turn as a small timeline."""

from __future__ import annotations

import json
from typing import Any

import click

from assistant.config import load_config
from assistant.errors import InputError
from assistant.observe.journal import Journal

WIDTH = 40


@click.group()
def trace() -> None:
    """Show where a turn's time went."""


@trace.command()
@click.option("--json", "as_json", is_flag=True, help="The turn's events as JSON.")
def last(as_json: bool) -> None:
    """Show the latest turn."""
    turn = Journal(load_config().data_dir / "traces.jsonl").last()
    if turn is None:
        raise InputError('No turn was traced yet: try `assistant ask "open my window"`.')
    if as_json:
        click.echo(json.dumps(turn, ensure_ascii=False))
        return
    for line in timeline(turn):
        click.echo(line)


def timeline(turn: dict[str, Any]) -> list[str]:
    """Return the lines of a turn's timeline: its stages as bars, then its events."""
    events = turn["events"]
    end = events[-1]
    head = f"turn {turn['turn_id']}: {end['outcome']}, {end['intent'] or 'no intent'}"
    why = f" ({end['reason']})" if end.get("reason") else ""
    lines = [f"{head}, route {end['route']}{why}"]
    whole = end["first_audio_ms"] or sum(end["stages_ms"].values())
    if whole:
        lines.append(f"  {whole:.0f} ms from the end of the words to the first sound")
        lines.extend(_bars(end["stages_ms"], whole))
    start = min(event["at_s"] for event in events)
    for event in events:
        offset_ms = (event["at_s"] - start) * 1000
        lines.append(f"  {offset_ms:8.0f} ms  {event['type']}{_detail(event)}")
    return lines


def _bars(stages: dict[str, float], whole_ms: float) -> list[str]:
    lines, before = [], 0.0
    for name, ms in stages.items():
        left = round(before / whole_ms * WIDTH)
        long = round((before + ms) / whole_ms * WIDTH) - left
        lines.append(f"  {name:<14}{ms:7.0f} ms  |{' ' * left}{'█' * long}")
        before += ms
    return lines


def _detail(event: dict[str, Any]) -> str:
    shown = ("source", "reason", "intent", "route", "decision", "path", "verified", "state", "code")
    found = [f"{key}={event[key]}" for key in shown if key in event]
    return f"  {' '.join(found)}" if found else ""
