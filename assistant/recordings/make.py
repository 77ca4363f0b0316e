"""Make the synthetic recordings that the self-check and ``assistant bench voice`` play.

    python assistant/recordings/make.py        (needs Debian's flite and festival)

The English voices are other ones than the car's own. Cabin noise is made here too: brown noise and
engine harmonics, mixed in at the ``snr_db`` of each line.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from assistant.config import load_config
from assistant.synthesis.fastspeech import RATE_HZ as VOICE_HZ
from assistant.synthesis.fastspeech import FastSpeechEngine

HERE = Path(__file__).parent
RATE_HZ = 16_000
FLITE = ("rms", "slt", "awb")

ENGLISH = (
    ("open my window", "windows.set_window"),
    ("close all the windows", "windows.set_window"),
    ("set the temperature to twenty one degrees", "climate.set_temperature"),
    ("make it a bit warmer", "climate.adjust_temperature"),
    ("turn on the seat heating", "climate.set_seat_climate"),
    ("turn off the air conditioning", "climate.set_air_conditioning"),
    ("is my window open", "windows.window_status"),
    ("how much range do I have left", "driving.range"),
    ("what time is it", "clock.time"),
    ("set a timer for ten minutes", "clock.start_timer"),
    ("open the passenger window halfway", "windows.set_window"),
    ("turn on the rear window defroster", "climate.set_defrost"),
    ("what is the tire pressure", "driving.tire_pressure"),
    ("open my window and turn on the seat heating", "windows.set_window"),
    ("turn the fan up", "climate.adjust_fan"),
    ("how cold is it outside", "driving.outside_temperature"),
    ("close the sunroof", "windows.set_sunroof"),
    ("turn on recirculation", "climate.set_recirculation"),
    ("remind me in twenty minutes to call home", "clock.start_reminder"),
    ("what is the battery level", "driving.charge"),
)
MANDARIN = (
    ("打开车窗", "windows.set_window"),
    ("把温度调到二十二度", "climate.set_temperature"),
    ("打开座椅加热", "climate.set_seat_climate"),
    ("现在几点了", "clock.time"),
    ("副驾车窗开一半", "windows.set_window"),
    ("有点冷，调高两度", "climate.adjust_temperature"),
    ("打开我的车窗，再把座椅加热打开", "windows.set_window"),
    ("还能跑多远", "driving.range"),
)


def spoken(text: str, language: str, number: int) -> npt.NDArray[np.float64]:
    """Return the sentence in one of the voices, 16 kHz."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "voice.wav"
        if language == "zh":
            return mandarin(text)
        if number % 4 == 3:
            command = ["text2wave", "-eval", "(voice_cmu_us_slt_arctic_hts)", "-o", str(path)]
        else:
            command = ["flite", "-voice", FLITE[number % 4], "-t", text, "-o", str(path)]
        subprocess.run(command, check=True, input=text.encode())
        samples, rate_hz = soundfile.read(path)
    return np.asarray(soxr.resample(samples, rate_hz, RATE_HZ), dtype=np.float64)


def mandarin(text: str) -> npt.NDArray[np.float64]:
    """Return the sentence in the car's own Mandarin voice: there is no other one at hand."""
    engine = FastSpeechEngine(load_config().models_dir / "installed" / "fastspeech2-zh")
    pieces = [samples for samples, _ in engine.pieces(text)]
    whole = np.concatenate(pieces) / 32768
    return np.asarray(soxr.resample(whole, VOICE_HZ, RATE_HZ), dtype=np.float64)


def cabin(count: int, seed: int) -> npt.NDArray[np.float64]:
    """Return cabin noise of RMS 1: brown noise with the harmonics of an engine at 40 Hz."""
    random = np.random.default_rng(seed)
    brown = np.zeros(count)
    state = 0.0
    for index, step in enumerate(random.standard_normal(count)):
        state = 0.995 * state + step  # leaky, so that it has no drift
        brown[index] = state
    time = np.arange(count) / RATE_HZ
    engine = sum(np.sin(2 * np.pi * 40 * k * time) / k for k in range(1, 6))
    noise = brown / brown.std() + 0.3 * engine + 0.05 * random.standard_normal(count)
    return np.asarray(noise / np.sqrt((noise**2).mean()), dtype=np.float64)


def recording(text: str, language: str, number: int, snr_db: float) -> npt.NDArray[np.float64]:
    """Return the sentence with quiet around it and noise under it, peak 0.5."""
    voice = spoken(text, language, number)
    voice = 0.35 * voice / np.abs(voice).max()
    whole = np.concatenate((np.zeros(6_400), voice, np.zeros(8_000)))
    loud = voice[np.abs(voice) > 0.02]
    level = np.sqrt((loud**2).mean()) / 10 ** (snr_db / 20)
    return np.asarray(whole + level * cabin(len(whole), number), dtype=np.float64)


def main() -> None:
    """Write all recordings and their manifest."""
    lines = []
    rows = [(t, i, "en") for t, i in ENGLISH] + [(t, i, "zh") for t, i in MANDARIN]
    for number, (text, intent, language) in enumerate(rows):
        snr_db = (40.0, 20.0, 15.0)[number % 3]
        samples = recording(text, language, number, snr_db)
        name = f"{language}_{number:02d}.flac"
        soundfile.write(HERE / name, samples, RATE_HZ, subtype="PCM_16")
        lines.append(
            {
                "file": name,
                "kind": "command",
                "label": intent,
                "transcript": text,
                "language": language,
                "noise": "cabin (synthetic)",
                "snr_db": snr_db,
                "seconds": round(len(samples) / RATE_HZ, 2),
                "human": "no",
                "license": "Apache-2.0 (made by make.py)",
            }
        )
    text = "open my window and set the temperature to twenty one degrees"
    soundfile.write(
        HERE / "self_check.flac", recording(text, "en", 0, 20.0), RATE_HZ, subtype="PCM_16"
    )
    body = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    (HERE / "manifest.jsonl").write_text(body + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
