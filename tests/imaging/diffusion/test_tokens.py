"""Prompts become the token numbers that CLIP expects."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from assistant.errors import PictureError
from assistant.imaging.diffusion.tokens import load_tokenizer

BEGIN, END = "<|startoftext|>", "<|endoftext|>"


@pytest.fixture
def folder(written: Path) -> Path:
    return written / "tokenizer"


def words(folder: Path, prompt: str) -> list[str]:
    names = {i: word for word, i in json.loads((folder / "vocab.json").read_text()).items()}
    return [names[int(i)] for i in load_tokenizer(folder)(prompt)[0]]


def test_known_words_are_merged_and_others_spelled(folder: Path) -> None:
    expected = [BEGIN, "road</w>", "at</w>", "night</w>", END]
    assert words(folder, "Road  at\nNIGHT")[:5] == expected
    assert words(folder, "red")[:5] == [BEGIN, "r", "e", "d</w>", END]


def test_pieces_are_split_as_clip_does(folder: Path) -> None:
    assert words(folder, "car's 42!")[1:10] == [
        "c", "a", "r</w>", "'", "s</w>", "4</w>", "2</w>", "!</w>", END,
    ]  # fmt: skip


def test_letters_outside_ascii_are_bytes(folder: Path) -> None:
    assert words(folder, "é")[1:4] == ["Ã", "©</w>", END]


def test_prompts_are_filled_and_cut_to_77(folder: Path) -> None:
    short, long = words(folder, "road"), words(folder, "road " * 100)
    assert len(short) == len(long) == 77
    assert short[3:] == ["!"] * 74, "Stable Diffusion 2 fills with '!'"
    assert long[0] == BEGIN
    assert long[-1] == END


def test_stable_diffusion_1_fills_with_the_end(folder: Path, tmp_path: Path) -> None:
    for name in ("vocab.json", "merges.txt"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    assert words(tmp_path, "road")[3:] == [END] * 74


def test_a_whole_tokenizer_is_taken_as_it_is(tmp_path: Path) -> None:
    made = Tokenizer(models.WordLevel({"<pad>": 0, "<unk>": 1, "sea": 2}, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.enable_padding(length=4, pad_id=0, pad_token="<pad>")
    made.enable_truncation(4)
    made.save(str(tmp_path / "tokenizer.json"))
    assert load_tokenizer(tmp_path)("sea shell").tolist() == [[2, 1, 0, 0]]


def test_a_damaged_tokenizer_is_named(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(PictureError, match="can't be read"):
        load_tokenizer(tmp_path)
