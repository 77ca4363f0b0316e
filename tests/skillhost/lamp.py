"""A small skill that the tests of the author's tools write and break."""

from __future__ import annotations

from pathlib import Path

TRUNK = "Vehicle.Body.Trunk.Rear.IsOpen"
MANIFEST = f"""
id = "lamp"
version = "1.2"
api = 1
languages = ["en"]
context = ["{TRUNK}"]
effects = ["{TRUNK}", "timer"]

[name]
en = "Lamp"

[[tools]]
name = "pop"
description = "Open or close the trunk lamp."
changes_state = true
examples = ["pop the blue lamp"]

[tools.parameters]
required = ["open"]

[tools.parameters.properties.open]
type = "boolean"

[[tools]]
name = "glow"
description = "Let the lamp glow for some minutes."
changes_state = true
examples = ["let the blue lamp glow"]
"""
CODE = f"""
from assistant.skillhost.sdk import Context, Effect, Skill, ToolResult, set_signal

skill = Skill("lamp")


@skill.tool("pop")
def pop(ctx, open):
    if ctx.signals.get("{TRUNK}") == open:
        return ToolResult("already")
    effect = set_signal("{TRUNK}", open)
    return ToolResult("popped", effects=(effect,), outcome="done")


@skill.tool("glow")
def glow(ctx):
    effect = Effect("timer.start", "g", args={{"seconds": 60, "label": "glow"}})
    return ToolResult("glows", effects=(effect,), outcome="done", question="ask")
"""
SENTENCES = """
language: en
intents:
  pop:
    data:
      - slots: {open: true}
        sentences: ["pop the blue lamp"]
      - slots: {open: false}
        sentences: ["shut the blue lamp"]
  glow:
    data:
      - sentences: ["let the blue lamp glow"]
"""
REPLIES = 'popped: "Popped."\nalready: "It is."\nglows: "It glows."\nask: "Really?"\n'
TABLE = """
- {text: "pop the blue lamp", calls: [{tool: lamp.pop, arguments: {open: true}}]}
- {text: "shut the blue lamp", calls: [{tool: lamp.pop, arguments: {open: false}}]}
- {text: "let the blue lamp glow", calls: [{tool: lamp.glow}]}
"""


def lamp(folder: Path, **files: str) -> Path:
    """Write the bundle into ``folder/lamp``; a file's text may be given by its stem."""
    parts = {
        "manifest": ("skill.toml", MANIFEST),
        "code": ("skill.py", CODE),
        "sentences": ("sentences/en.yaml", SENTENCES),
        "paraphrases": ("paraphrases/en.yaml", ""),
        "replies": ("replies/en.yaml", REPLIES),
        "table": ("tests/en.yaml", TABLE),
        "readme": ("README.md", "# Lamp\n"),
    }
    for name, (path, text) in parts.items():
        file = folder / "lamp" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(files.get(name, text), encoding="utf-8")
    return folder / "lamp"
