"""Print events and summaries: one JSON line an event for scripts, short text for people."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

import click

Line = dict[str, Any]


def printer(as_json: bool) -> Callable[[Line], None]:
    """Return what prints an event's JSON form."""
    return print_json if as_json else print_for_people


def echo(text: str, *, err: bool = False) -> None:
    """Print a line; once nobody reads any more (``| head``), print nothing, for a turn goes on."""
    try:
        click.echo(text, err=err)
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, (sys.stderr if err else sys.stdout).fileno())
        os.close(nowhere)


def print_json(line: Line) -> None:
    """Print one event as one line of JSON."""
    echo(json.dumps(line, ensure_ascii=False))


def print_for_people(line: Line) -> None:
    """Print what a person wants to know of an event; most events say nothing."""
    match line["type"]:
        case "wake":
            echo(f"  woke   {line['word']} ({line['zone']})")
        case "final_transcript":
            echo(f"  heard  {line['text']!r} ({line['language']})")
        case "effect":
            seen = "done" if line["verified"] else "FAILED"
            echo(f"  {seen:<6} {line['path']} = {line['value']}")
        case "policy" if line["decision"] != "allow":
            echo(f"  policy {line['decision']}: {line['reason']}")
        case "reply":
            echo(f"  says   {line['text']}")
        case "picture" | "picture_file":
            print_picture(line)
        case "notice":
            echo(f"  notice {line['kind']}: {line['text']}")
        case "error":
            echo(f"  error  {line['message']} [{line['code']}]", err=True)
        case "turn_end":
            print_summary(line)


def print_picture(line: Line) -> None:
    """Print how a picture goes on, and where it is in the end."""
    if line["type"] == "picture_file":
        echo(f"  picture {line['file']}")
        return
    if line["state"] == "ready":
        return
    part = f" {line['step']} of {line['steps']}" if line["steps"] else ""
    why = f" [{line['error']}]" if line["error"] else ""
    echo(f"  picture {line['state']}{part}{why}")


def print_summary(line: Line) -> None:
    """Print how a turn ended and why it failed, with its stages when it was spoken."""
    why = f" [{line['error']}]" if line["error"] else ""
    echo(f"  {line['outcome']} (intent {line['intent'] or '-'}, route {line['route']}){why}")
    if line["first_audio_ms"] is not None:
        stages = ", ".join(f"{name} {ms:.0f}" for name, ms in line["stages_ms"].items())
        echo(f"  first sound {line['first_audio_ms']:.0f} ms after the words: {stages}")
