"""Our catalogue as an overlay of the standard, checked by the standard's own tool.

``signals.toml`` becomes a ``.vspec`` overlay; ``vspec`` must take it on top of the whole
standard. A signal that the standard hasn't must be in ``assistant/vehicle/own.vspec``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.vehicle.catalogue import Signal, load_catalogue

Nodes = dict[str, dict[str, Any]]

OWN = Path(__file__).resolve().parents[2] / "assistant" / "vehicle" / "own.vspec"
SPEED = "Vehicle.Speed"


def flat(name: str, node: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a tree's nodes by path, as a .vspec file lists them."""
    yield name, {key: value for key, value in node.items() if key != "children"}
    for child, below in node.get("children", {}).items():
        yield from flat(f"{name}.{child}", below)


def leaves(nodes: Nodes) -> set[str]:
    return {path for path, node in nodes.items() if node["type"] != "branch"}


def entry(signal: Signal) -> dict[str, Any]:
    """Return a catalogue's signal as an entry of a .vspec file."""
    found = {
        "type": str(signal.kind),
        "datatype": signal.datatype,
        "description": "As the assistant uses it.",
        "unit": signal.unit or None,
        "min": signal.minimum,
        "max": signal.maximum,
        "allowed": list(signal.allowed) or None,
    }
    return {key: value for key, value in found.items() if value is not None}


def vspec(folder: Path, standard: Nodes, signals: list[Signal]) -> tuple[str, Nodes]:
    """Return what ``vspec export`` says, and the exported nodes (none when it refuses)."""
    units = {node["unit"] for node in standard.values() if "unit" in node}
    files: dict[str, Any] = {
        "standard.vspec": standard,
        "signals.vspec": {signal.path: entry(signal) for signal in signals},
        "quantities.yaml": {"any": {"definition": "any"}},
        "units.yaml": {
            unit: {
                "definition": unit,
                "unit": unit,
                "quantity": "any",
                "allowed-datatypes": ["string" if unit == "iso8601" else "numeric"],
            }
            for unit in units
        },
    }
    for name, content in files.items():
        (folder / name).write_text(yaml.safe_dump(content, sort_keys=False))
    overlays = [folder / "signals.vspec", *([OWN] if OWN.exists() else [])]
    command: list[str | Path] = [Path(sys.executable).with_name("vspec"), "export", "json"]
    command += ["--strict", "-s", folder / "standard.vspec", "-o", folder / "out.json"]
    command += ["-u", folder / "units.yaml", "-q", folder / "quantities.yaml"]
    for overlay in reversed(overlays):
        command += ["-l", overlay]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return done.stdout + done.stderr, {}
    exported = json.loads((folder / "out.json").read_text())
    return done.stdout, dict(flat("Vehicle", exported["Vehicle"]))


@pytest.fixture(scope="module")
def standard(shared_data: Path) -> Nodes:
    tree = json.loads((shared_data / "vss" / "vss-6.json").read_text(encoding="utf-8"))
    return dict(flat("Vehicle", tree["Vehicle"]))


@pytest.mark.data
def test_the_catalogue_is_a_valid_overlay_that_adds_only_what_is_named_our_own(
    standard: Nodes, tmp_path: Path
) -> None:
    signals = list(load_catalogue().signals.values())
    said, exported = vspec(tmp_path, standard, signals)
    assert exported, said
    own = leaves(yaml.safe_load(OWN.read_text())) if OWN.exists() else set()
    assert leaves(exported) - leaves(standard) == own
    assert not own & leaves(standard)
    for signal in signals:
        if signal.path in standard:
            assert exported[signal.path]["datatype"] == standard[signal.path]["datatype"]
            assert exported[signal.path].get("unit") == standard[signal.path].get("unit")


@pytest.mark.data
def test_the_tool_refuses_a_catalogue_with_a_wrong_unit(standard: Nodes, tmp_path: Path) -> None:
    wrong = replace(load_catalogue().signal(SPEED), unit="furlong")
    said, exported = vspec(tmp_path, standard, [wrong])
    assert not exported
    assert "furlong" in said
