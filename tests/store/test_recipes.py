"""Files made of published ones: the same bytes each time, and only of what they are for."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np
import pytest

from assistant.errors import DownloadError, IntegrityError
from assistant.store.catalogue import MadeSource, ModelFile, UrlSource
from assistant.store.fake import FakeTransfer
from assistant.store.pull import Puller
from assistant.store.recipes import make, q4_0
from assistant.store.registry import IndexConfig
from assistant.store.store import ModelStore, State
from tests.store.conftest import MakeStore
from tests.store.make import model, sha

PUBLISHED = "https://a.example/model.gguf"
WORDS = np.arange(64, dtype=np.float32).reshape(8, 8)


def published_model(path: Path, *, twice: bool = True) -> bytes:
    """Write a tiny GGUF file whose matrix of embeddings stands there twice, rounded once."""
    writer = gguf.GGUFWriter(path, "qwen2")
    writer.add_name("tiny")
    writer.add_token_list(["<a>", "b"])
    writer.add_tensor("token_embd.weight", WORDS.astype(np.float16))
    writer.add_tensor("blk.0.ffn_up.weight", WORDS * 2)
    if twice:
        writer.add_tensor("output.weight", WORDS)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path.read_bytes()


def made_of(published: bytes, made: bytes) -> ModelFile:
    """Return a catalogue's file that is made of a published one."""
    source = MadeSource(
        "made", "tied_embeddings", len(published), sha(published), UrlSource("url", PUBLISHED)
    )
    return ModelFile("model.gguf", len(made), sha(made), (source,))


def puller(store: ModelStore, transfer: FakeTransfer) -> Puller:
    return Puller(store, transfer, IndexConfig(()), environment={}, free=lambda _: 10**12)


def tied(tmp_path: Path) -> tuple[bytes, bytes]:
    """Return a published file and what the recipe makes of it."""
    published = published_model(tmp_path / "published.gguf")
    make("tied_embeddings", tmp_path / "published.gguf", tmp_path / "made.gguf")
    return published, (tmp_path / "made.gguf").read_bytes()


def test_the_finer_matrix_stands_for_both_and_all_else_stays(tmp_path: Path) -> None:
    _, made = tied(tmp_path)
    reader = gguf.GGUFReader(tmp_path / "made.gguf")
    tensors = {tensor.name: tensor.data for tensor in reader.tensors}
    assert set(tensors) == {"token_embd.weight", "blk.0.ffn_up.weight"}
    assert np.array_equal(tensors["token_embd.weight"], WORDS)
    assert np.array_equal(tensors["blk.0.ffn_up.weight"], WORDS * 2)
    assert reader.fields["general.name"].contents() == "tiny"
    assert reader.fields["tokenizer.ggml.tokens"].contents() == ["<a>", "b"]
    make("tied_embeddings", tmp_path / "published.gguf", tmp_path / "again.gguf")
    assert (tmp_path / "again.gguf").read_bytes() == made


def test_q4_0_is_what_the_library_reads_and_nearer_than_its_own() -> None:
    matrix = np.random.default_rng(1).normal(0, 0.02, (64, 96)).astype(np.float32)
    matrix[3, :32] = 0
    kind = gguf.GGMLQuantizationType.Q4_0
    ours = gguf.dequantize(q4_0(matrix), kind)
    theirs = gguf.dequantize(gguf.quantize(matrix, kind), kind)
    assert ours.shape == matrix.shape
    assert not ours[3, :32].any()
    assert ((ours - matrix) ** 2).sum() < ((theirs - matrix) ** 2).sum()


def test_only_matrices_that_are_computed_with_are_rounded(tmp_path: Path) -> None:
    quantized = tmp_path / "quantized.gguf"
    writer = gguf.GGUFWriter(quantized, "qwen2")
    kinds = gguf.GGMLQuantizationType
    wide = np.random.default_rng(2).normal(0, 1, (4, 64)).astype(np.float32)
    for name in ("token_embd.weight", "blk.0.ffn_up.weight", "output.weight"):
        data = gguf.quantize(wide, kinds.Q8_0)
        writer.add_tensor(name, data, raw_dtype=kinds.Q8_0)
    writer.add_tensor("blk.0.attn_norm.weight", wide[0])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    make("tied_q4_0", quantized, tmp_path / "made.gguf")
    made = {one.name: one.tensor_type for one in gguf.GGUFReader(tmp_path / "made.gguf").tensors}
    assert made == {
        "token_embd.weight": kinds.Q8_0,
        "blk.0.ffn_up.weight": kinds.Q4_0,
        "blk.0.attn_norm.weight": kinds.F32,
    }


def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    published_model(tmp_path / "once.gguf", twice=False)
    (tmp_path / "text.gguf").write_bytes(b"not a model at all, but long enough to look")
    for name, message in (("once.gguf", "two matrices"), ("text.gguf", "not a GGUF file")):
        with pytest.raises(IntegrityError, match=message):
            make("tied_embeddings", tmp_path / name, tmp_path / "made.gguf")


def test_a_made_file_is_installed_and_the_published_one_is_not_kept(
    tmp_path: Path, make_store: MakeStore
) -> None:
    published, made = tied(tmp_path)
    store = make_store(model("m", [made_of(published, made)], entry="model.gguf"))
    transfer = FakeTransfer({PUBLISHED: published})
    transfer.cut(PUBLISHED, after=100)
    with pytest.raises(DownloadError, match="cut"):
        puller(store, transfer).pull("m")
    puller(store, transfer).pull("m")
    assert transfer.requests == [(PUBLISHED, 0), (PUBLISHED, 100)]
    assert store.entry("m").read_bytes() == made
    assert store.check("m", full=True).state is State.INSTALLED
    assert list(store.layout.downloads.iterdir()) == []


def test_a_published_file_that_is_installed_is_not_fetched_again(
    tmp_path: Path, make_store: MakeStore
) -> None:
    published, made = tied(tmp_path)
    whole = ModelFile("model.gguf", len(published), sha(published), (UrlSource("url", PUBLISHED),))
    transfer = FakeTransfer({PUBLISHED: published})
    puller(make_store(model("m", [whole])), transfer).pull("m")
    store = make_store(model("m", [made_of(published, made)]))
    puller(store, transfer).pull("m")
    assert len(transfer.requests) == 1
    assert (store.path("m") / "model.gguf").read_bytes() == made


def test_a_recipe_that_makes_something_else_installs_nothing(
    tmp_path: Path, make_store: MakeStore
) -> None:
    published, _ = tied(tmp_path)
    store = make_store(model("m", [made_of(published, b"what the catalogue pins")]))
    with pytest.raises(IntegrityError, match="SHA-256"):
        puller(store, FakeTransfer({PUBLISHED: published})).pull("m")
    assert store.installed() == ()
