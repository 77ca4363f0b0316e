"""The index of decision records names all of them."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "adr"


def test_every_decision_record_is_in_the_index() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    records = sorted(path.name for path in FOLDER.glob("0*.md"))
    assert records
    assert [name for name in records if f"({name})" not in index] == []
