"""Speech recognition at an endpoint. Sound leaves with a consent of its own, and nothing else."""

from __future__ import annotations

import asyncio
import io
import uuid

import soundfile

from assistant.audio.interface import RATE_HZ, Samples
from assistant.errors import CloudError
from assistant.recognition.guards import looks_looped
from assistant.recognition.interface import RecognizeOptions, Transcript
from assistant.recognition.mandarin import tidy_mandarin
from assistant.routing.cloud.cloud import Cloud, Cost
from assistant.routing.cloud.peer import Peer
from assistant.routing.use import Use
from assistant.understanding.language import guess_language

LIMIT_S = 10.0
CONFIDENCE = 0.8
"""What a transcript of an endpoint counts for: it gives no probabilities."""

_REPLY_BYTES = 4_000


class CloudRecognizer:
    """Recognizes at the endpoints that offer it, in their order. Implements ``Recognizer``."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    @staticmethod
    def cost(peer: Peer, samples: Samples) -> Cost:
        """Return what a recording is likely to take at an endpoint."""
        minutes = len(samples) / RATE_HZ / 60
        return Cost(samples.nbytes + _REPLY_BYTES, minutes * peer.settings.price_minute)

    async def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        """Return the transcript of 16 kHz int16 ``samples``; see ``Recognizer``.

        Raises:
            CloudError: no endpoint gave one.
            ConsentError: sound may not leave.
        """
        sound = await asyncio.to_thread(_packed, samples)
        key, failure = (
            uuid.uuid4().hex,
            CloudError("No endpoint listens now.", reason="unavailable"),
        )
        for peer in self.cloud.offering(Use.RECOGNITION):
            if not self.cloud.may_ask(peer, self.cost(peer, samples)):
                continue
            try:
                text = await self._asked(peer, sound, self.cost(peer, samples), key, options)
            except CloudError as error:
                failure = error
            else:
                return await asyncio.to_thread(_transcript, text, samples, options)
        raise failure

    async def close(self) -> None:
        """Return; the connections are the cloud's."""

    async def _asked(
        self, peer: Peer, sound: bytes, cost: Cost, key: str, options: RecognizeOptions
    ) -> str:
        started, languages = self.cloud.now(), options.languages
        language = options.language or (languages[0] if len(languages) == 1 else "")
        async with self.cloud.request(peer, Use.RECOGNITION, "recognition", cost, key) as exchange:
            async with asyncio.timeout(LIMIT_S):
                reply = await exchange.client.sdk.audio.transcriptions.create(
                    model=exchange.model,
                    file=("sound.flac", sound, "audio/flac"),
                    response_format="json",
                    extra_headers=exchange.headers,
                    extra_body={"language": language} if language else None,
                )
            text = str(reply.text).strip()
            self.cloud.began(peer, Use.RECOGNITION, started)
            return text


def _packed(samples: Samples) -> bytes:
    """Return sound as a FLAC file: half as long, nothing lost."""
    file = io.BytesIO()
    soundfile.write(file, samples, RATE_HZ, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def _transcript(text: str, samples: Samples, options: RecognizeOptions) -> Transcript:
    """Return what a text counts for: a recognizer elsewhere makes the same mistakes as ours."""
    language = options.language or guess_language(text, options.languages)
    if not text or looks_looped(text, len(samples) / RATE_HZ):
        return Transcript("", language, 0.0, "loop" if text else "no_speech")
    if language == "zh":
        from opencc import OpenCC  # noqa: PLC0415  # for Mandarin only: it takes 100 ms

        text = tidy_mandarin(text, OpenCC("t2s"))
    return Transcript(text, language, CONFIDENCE)
