"""The files of the sentence encoder are made of published ones, or clearly refused."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import IntegrityError
from assistant.store.recipes import make


def piece(text: str, score: float) -> bytes:
    raw = text.encode()
    inner = bytes([0x0A, len(raw)]) + raw + b"\x15" + struct.pack("<f", score) + b"\x18\x01"
    return bytes([0x0A, len(inner)]) + inner


def test_the_table_is_put_together_from_its_groups(tmp_path: Path) -> None:
    whole = np.arange(24, dtype=np.uint8).reshape(6, 4)
    published, target = tmp_path / "weights.npz", tmp_path / "table.npy"
    np.savez(published, q1=whole[0::3], q2=whole[1::3], q3=whole[2::3], scale=np.ones(3))
    make("word_table", published, target)
    assert np.array_equal(np.load(target), whole)


def test_pieces_of_other_scripts_are_left_out(tmp_path: Path) -> None:
    published, target = tmp_path / "sp.model", tmp_path / "pieces.tsv"
    known = [("<unk>", 0.0), ("extra_token_id_1", 0.0), ("▁open", -1.5), ("окно", -2.0)]
    model = b"".join(piece(*one) for one in (*known, ("窗", -3.0)))
    published.write_bytes(model + b"\x12\x02\x08\x01")
    make("word_pieces", published, target)
    assert target.read_text(encoding="utf-8") == "2\t-1.5\t▁open\n4\t-3.0\t窗\n"


@pytest.mark.parametrize("recipe", ["word_table", "word_pieces"])
@pytest.mark.parametrize("content", [b"", b"hello, world", b"\xff" * 40])
def test_what_was_not_published_so_is_refused(tmp_path: Path, recipe: str, content: bytes) -> None:
    published, target = tmp_path / "file", tmp_path / "made"
    published.write_bytes(content)
    with pytest.raises(IntegrityError, match="file: "):
        make(recipe, published, target)  # type: ignore[arg-type]
    assert not target.exists()
