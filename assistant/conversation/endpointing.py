"""Decide when a person has finished: voice activity and grammar together.

Pure: no I/O and no clock; audio time comes in with every observation. Silence alone can't
tell a finished command from a pause for thought; the grammar can (``Completeness``). So a
complete command ends after a short silence, a sentence that surely goes on waits long, and
free speech waits in between.

    >>> heard = SpeechState()
    >>> for n in range(10):
    ...     heard = observe(heard, 0.032 * (n + 1), 0.9, EndpointOptions())
    >>> heard.speaking
    True
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.understanding.interface import Completeness

CHUNK_S = 0.032


@dataclass(frozen=True, slots=True)
class EndpointOptions:
    """Thresholds of turn-taking; all times in seconds of audio.

    ``voice`` is the probability of voice activity from which a chunk counts as speech: a lower
    one after speech has begun (Silero's own advice) hears 30 ms of room more as speech, and
    bridges no pause of the recorded commands more.
    ``complete_s`` is near the human gap between turns, 200 ms (Levinson & Torreira 2015), and
    longer than the breath between two commands (0.22 s in ours). ``likely_s`` stands for a
    request with a few free words that sounds finished, ``unknown_s`` for a text that somebody
    dictates and for one that no sentence of the grammar explains. The last
    ``coverage_slack_s`` of speech need not have been decoded, and of a complete command the last
    ``complete_slack_s``: its words are evidence that nothing is missing, and voice activity
    lasts longer than the voice.
    """

    voice: float = 0.5
    min_speech_s: float = 0.16
    complete_s: float = 0.24
    likely_s: float = 0.35
    unknown_s: float = 0.6
    open_s: float = 1.4
    decode_after_s: float = 0.06
    partial_every_s: float = 1.0
    no_speech_s: float = 5.0
    max_utterance_s: float = 28.0
    coverage_slack_s: float = 0.05
    complete_slack_s: float = 0.1


@dataclass(frozen=True, slots=True)
class SpeechState:
    """What voice activity has shown so far.

    ``started_at`` is the start of the first voiced chunk, ``last_voiced_at`` the end of the
    last one, ``voiced_s`` the sum of voiced time, ``run_s`` the current unbroken voiced run.
    """

    speaking: bool = False
    started_at: float | None = None
    last_voiced_at: float = 0.0
    voiced_s: float = 0.0
    run_s: float = 0.0

    def silence_s(self, now_s: float) -> float:
        """Return the seconds since the last voiced chunk; 0 when nobody spoke yet."""
        return now_s - self.last_voiced_at if self.started_at is not None else 0.0


def observe(
    state: SpeechState, end_s: float, probability: float, options: EndpointOptions
) -> SpeechState:
    """Return the state after one voice activity chunk that ended at ``end_s``."""
    if probability < options.voice:
        return replace(state, speaking=False, run_s=0.0)
    return replace(
        state,
        speaking=True,
        started_at=end_s - CHUNK_S if state.started_at is None else state.started_at,
        last_voiced_at=end_s,
        voiced_s=state.voiced_s + CHUNK_S,
        run_s=state.run_s + CHUNK_S,
    )


def needed_silence_s(completeness: Completeness, options: EndpointOptions) -> float:
    """Return how long to wait after words of this completeness."""
    return {
        Completeness.COMPLETE: options.complete_s,
        Completeness.OPEN: options.open_s,
        Completeness.LIKELY: options.likely_s,
        Completeness.UNKNOWN: options.unknown_s,
    }[completeness]


def slack_s(completeness: Completeness, options: EndpointOptions) -> float:
    """Return how much of the end of speech words of this completeness may leave out."""
    if completeness is Completeness.COMPLETE:
        return options.complete_slack_s
    return options.coverage_slack_s


def covers(
    covered_until_s: float,
    state: SpeechState,
    completeness: Completeness,
    options: EndpointOptions,
) -> bool:
    """Return True when audio up to ``covered_until_s`` holds all that was said so far."""
    return covered_until_s >= state.last_voiced_at - slack_s(completeness, options)


def endpoint_reached(
    state: SpeechState, now_s: float, completeness: Completeness, options: EndpointOptions
) -> bool:
    """Return True when the person has finished, given what the words so far mean."""
    return state.silence_s(now_s) >= needed_silence_s(completeness, options)
