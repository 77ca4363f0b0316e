"""Look a skill over: what its tests can't see, or its author forgot.

``FINDINGS`` lists all that can be found. A finding names a file, a line where there is one,
and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from assistant.policy.decide import rule_for
from assistant.policy.rules import SERVICE_RULES, Control
from assistant.skillhost.interface import SkillHost
from assistant.skillhost.lint_speech import SpeechLint
from assistant.skillhost.manifest import Bundle
from assistant.skillhost.replies import missing_replies
from assistant.skillhost.reply_keys import said_keys
from assistant.skillhost.testing import with_all_effects
from assistant.vehicle.catalogue import SignalCatalogue, SignalKind, load_catalogue

FINDINGS = {
    "sentence-stolen": "a sentence of one skill is understood as another skill's tool",
    "sentences-missing": "a declared language has no sentences",
    "replies-missing": "a declared language has no replies, or lacks some of them",
    "tests-missing": "a declared language has no tests",
    "name-missing": "the skill has no name in a declared language",
    "readme-missing": "there is no README.md",
    "description-missing": "a tool has no description but its name: no model can choose it",
    "tool-unsaid": "no sentence of a language means the tool",
    "tool-untested": "no test of a language calls the tool",
    "example-not-understood": "an example of a tool does not mean the tool",
    "arguments-wrong": "a sentence gives a tool arguments that it does not take",
    "answer-fails": "a tool fails on the text of a test, or its reply can't be rendered",
    "reply-unused": "nothing says this reply",
    "effect-undeclared": "a tool asks for an effect that the manifest does not declare",
    "effect-unknown": "a declared effect is no signal of the catalogue",
    "effect-never-allowed": "the policy allows nothing of a declared effect",
    "effect-too-wide": "a declared effect covers signals that the policy never allows",
    "context-unknown": "a declared context is no signal of the catalogue",
}
"""All that can be found: code → what it means."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something to mend. ``line`` is 0 where the file has none; ``message`` says what to do."""

    file: Path
    line: int
    code: str
    message: str


def permissive(bundles: Sequence[Bundle], chosen: Iterable[str]) -> tuple[Bundle, ...]:
    """Return the bundles, those ``chosen`` with leave to ask for any effect.

    ``lint`` wants a host that was opened on these: it looks at the effects itself.
    """
    ids = set(chosen)
    return tuple(with_all_effects(one) if one.id in ids else one for one in bundles)


async def lint(
    bundles: Sequence[Bundle],
    chosen: Sequence[str],
    host: SkillHost,
    samples: int = 400,
    kept: Path | None = None,
) -> list[Finding]:
    """Return what is to be mended in the bundles with the ids ``chosen``.

    Args:
        bundles: all skills that are there together.
        chosen: the ids of those to look over.
        host: has the tools of ``permissive(bundles, chosen)``.
        samples: how many texts of each skill's sentences are tried in each language.
        kept: the folder of compiled sentences, None to compile them anew.

    Raises:
        SkillError: a bundle can't be understood at all; the message names the file.
    """
    speech = SpeechLint(bundles, host, samples, kept)
    found = {Finding(*one) for one in await speech.findings(chosen)}
    for bundle in bundles:
        if bundle.id in chosen:
            used = speech.reply_keys[bundle.id]
            found |= {Finding(*one) for one in (*_files(bundle), *_manifest(bundle))}
            found |= {Finding(*one) for one in _unused_replies(bundle, used)}
    return sorted(found)


Found = tuple[Path, int, str, str]


def line_of(path: Path, text: str) -> int:
    """Return the first line of a file that holds ``text``; 0 when none does."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return next((number for number, line in enumerate(lines, 1) if text in line), 0)


# --- files ----------------------------------------------------------------------------------


def _files(bundle: Bundle) -> Iterator[Found]:
    """Yield what is not there in every language. A server needs no sentences of its own."""
    if not (bundle.folder / "README.md").is_file():
        yield bundle.folder, 0, "readme-missing", "Write README.md: what it does, what people say."
    silent = bundle.server is not None and not (bundle.folder / "sentences").is_dir()
    for language in () if silent else bundle.languages:
        for kind in ("sentences", "replies", "tests"):
            path = bundle.folder / kind / f"{language}.yaml"
            if not path.is_file():
                message = f'Write it, or take "{language}" out of languages in skill.toml.'
                yield path, 0, f"{kind}-missing", message
    for missing in missing_replies(bundle):
        language, key = missing.split(": ", 1)
        path = bundle.folder / "replies" / f"{language}.yaml"
        if path.is_file():
            message = f"The reply {key!r} is there in another language: translate it."
            yield path, 0, "replies-missing", message


def _unused_replies(bundle: Bundle, returned: set[str]) -> Iterator[Found]:
    if bundle.server is not None:
        return
    said = said_keys(bundle.folder)
    for language, texts in bundle.replies.items():
        path = bundle.folder / "replies" / f"{language}.yaml"
        for key in texts:
            if key not in returned and not any(one.fullmatch(key) for one in said):
                message = f"No code and no test says {key!r}: delete it."
                yield path, line_of(path, f"{key}:"), "reply-unused", message


# --- the manifest ---------------------------------------------------------------------------


def _manifest(bundle: Bundle) -> Iterator[Found]:
    path = bundle.folder / "skill.toml"
    for language in bundle.languages:
        if not bundle.name.get(language):
            line = line_of(path, "[name]")
            yield path, line, "name-missing", f'Write {language} = "…" under [name].'
    for tool in bundle.tools.values():
        if tool.description in ("", tool.name, tool.server_tool):
            line = line_of(path, f'"{tool.name}"')
            message = f"Say in one sentence when {tool.name} is to be used."
            yield path, line, "description-missing", message
    catalogue = load_catalogue()
    for pattern in bundle.effects:
        for code, message in _effect(pattern, catalogue):
            yield path, line_of(path, f'"{pattern}"'), code, message
    for pattern in bundle.context:
        if pattern.startswith("Vehicle") and not _covered(pattern, catalogue):
            message = f"No signal matches {pattern!r}: see assistant/vehicle/signals.toml."
            yield path, line_of(path, f'"{pattern}"'), "context-unknown", message


def _effect(pattern: str, catalogue: SignalCatalogue) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a declared effect."""
    if not pattern.startswith("Vehicle"):
        if not any(_service_overlaps(pattern, rule.pattern) for rule in SERVICE_RULES):
            message = f"No rule of the policy allows {pattern!r} (assistant/policy/rules.py)."
            yield "effect-never-allowed", message
        return
    settable = _covered(pattern, catalogue, SignalKind.ACTUATOR)
    if not settable:
        message = f"No actuator matches {pattern!r}: see assistant/vehicle/signals.toml."
        yield "effect-unknown", message
        return
    refused = [path for path in settable if not _ever_allowed(path)]
    if len(refused) == len(settable):
        message = f"The policy always refuses {pattern!r}: take it out (assistant/policy/rules.py)."
        yield "effect-never-allowed", message
    elif refused:
        message = f"{pattern!r} covers {refused[0]}, which is never allowed: name fewer signals."
        yield "effect-too-wide", message


def _covered(pattern: str, catalogue: SignalCatalogue, kind: SignalKind | None = None) -> list[str]:
    """Return the signals that a pattern names."""
    return [
        path
        for path in catalogue.paths
        if fnmatchcase(path, pattern) and kind in (None, catalogue.signal(path).kind)
    ]


def _ever_allowed(path: str) -> bool:
    rule = rule_for(path)
    return rule is not None and rule.control is not Control.FORBIDDEN


def _service_overlaps(declared: str, allowed: str) -> bool:
    """Return True when a declared service or verb may be one that a rule names."""
    whole = declared if "." in declared else f"{declared}.*"
    return fnmatchcase(whole, allowed) or fnmatchcase(allowed, whole)
