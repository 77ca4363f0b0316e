"""The part of lint that listens: what each sentence comes to among all skills."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import SkillError
from assistant.skillhost.interface import SkillHost
from assistant.skillhost.manifest import Bundle, ToolManifest
from assistant.skillhost.sdk import is_declared
from assistant.skillhost.tables import Case, cases
from assistant.skillhost.testing import Answer, Bench, spoken_languages
from assistant.skillhost.toolset import ToolSet
from assistant.understanding.compile import common
from assistant.understanding.grammar import Grammar, Skeleton
from assistant.understanding.interface import ToolCall
from assistant.understanding.language import guess_language
from assistant.understanding.normalize import clean

Found = tuple[Path, int, str, str]

_ANY_WORDS = {"en": "blue moon", "zh": "蓝月亮"}
"""What fills a slot that takes any words."""

_NUMBER = 20
"""What fills a slot of numbers, as far as its limits go."""


class SpeechLint:
    """Looks over what is said to some of all skills."""

    def __init__(
        self, bundles: Sequence[Bundle], host: SkillHost, samples: int, kept: Path | None
    ) -> None:
        self._bundles = {bundle.id: bundle for bundle in bundles}
        self._samples = samples
        self._bench = Bench(bundles, host, spoken_languages(bundles), kept=kept)
        self._tools = ToolSet(bundles)
        self._own: dict[tuple[str, str], Grammar] = {}
        self._said_tools: dict[tuple[str, str], set[str]] = {}
        self.reply_keys: dict[str, set[str]] = defaultdict(set)
        """The replies that tests came to, by skill; filled by ``findings``."""

    async def findings(self, chosen: Collection[str]) -> list[Found]:
        """Return what is wrong with what is said to the skills with these ids."""
        found: list[Found] = []
        for bundle in self._bundles.values():
            for case in cases(bundle):
                if bundle.id not in chosen and not self._likely_taken(case, chosen):
                    continue
                calls = self._bench.understand(case.row.text, case.language).calls
                found += self._stolen(case, calls, chosen)
                if bundle.id in chosen:
                    found += await self._answered(case, calls)
            if bundle.id in chosen:
                found += [one for lang in bundle.languages for one in self._said(bundle, lang)]
                found += self._examples(bundle)
        return found

    def _grammar(self, skill: str, language: str) -> Grammar:
        """Return the grammar of one skill alone."""
        if (skill, language) not in self._own:
            self._own[skill, language] = Grammar([self._bundles[skill]], language)
        return self._own[skill, language]

    def _intents(self, bundle: Bundle, language: str) -> Collection[str]:
        """Return the tools that a skill's sentences name; reading them takes long."""
        key = bundle.id, language
        if key not in self._said_tools:
            self._said_tools[key] = set(bundle.sentences(language).get("intents", {}))
        return self._said_tools[key]

    def _alone(self, skill: str, language: str, text: str) -> ToolCall | None:
        """Return what a skill would understand if it were the only one."""
        parsed = self._grammar(skill, language).parse(clean(text, language).text)
        return parsed.call if parsed else None

    # --- tables ---------------------------------------------------------------------------

    def _likely_taken(self, case: Case, chosen: Collection[str]) -> bool:
        """Return True when one of ``chosen`` would understand another skill's text."""
        speaking = (one for one in chosen if case.language in self._bundles[one].languages)
        return any(self._alone(one, case.language, case.row.text) for one in speaking)

    def _stolen(
        self, case: Case, calls: Sequence[ToolCall], chosen: Collection[str]
    ) -> Iterator[Found]:
        """Yield a finding when a skill takes a sentence of another's table."""
        wanted = {_skill(call.tool) for call in case.row.calls}
        for call in calls:
            thief = _skill(call.tool)
            if case.skill in wanted and thief not in wanted and {thief, case.skill} & {*chosen}:
                yield case.file, case.line, "sentence-stolen", _theft(case.row.text, call.tool)

    async def _answered(self, case: Case, calls: Sequence[ToolCall]) -> list[Found]:
        """Run the calls of a row as its table wants them, and return what is wrong."""
        found: list[Found] = []
        for call in calls:
            if _skill(call.tool) != case.skill:
                continue
            try:
                answer = await self._bench.answer(call, case)
            except SkillError as error:
                message = f"{case.row.text!r}: {error}"
                found.append((case.file, case.line, "answer-fails", message))
                continue
            self.reply_keys[case.skill] |= {answer.result.reply, answer.result.question or ""}
            found += self._undeclared(case, answer)
        return found

    def _undeclared(self, case: Case, answer: Answer) -> Iterator[Found]:
        bundle = self._bundles[case.skill]
        if bundle.server is not None:
            return  # its tools ask for nothing but to be run
        tool = bundle.tools[answer.tool.partition(".")[2]]
        for effect in answer.result.effects:
            name = effect.target if effect.kind == "set" else effect.kind
            if not tool.changes_state:
                message = f"{answer.tool} asks for {name}: set changes_state = true in skill.toml."
            elif not is_declared(effect, bundle.effects):
                message = f'{answer.tool} asks for {name}: add "{name}" to effects in skill.toml.'
            else:
                continue
            yield case.file, case.line, "effect-undeclared", message

    # --- sentences ------------------------------------------------------------------------

    def _said(self, bundle: Bundle, language: str) -> Iterator[Found]:
        """Yield what is wrong with the sentences of a language."""
        path = bundle.folder / "sentences" / f"{language}.yaml"
        if not path.is_file():
            return
        grammar = self._grammar(bundle.id, language)
        fillers = _fillers(bundle, language, grammar)
        reached: set[str] = set()
        wrong: dict[str, Found] = {}
        for skeleton in _spread(grammar.skeletons, self._samples):
            text = _filled(skeleton, fillers)
            alone = self._alone(bundle.id, language, text)
            if alone is None or alone.tool != skeleton.tool:
                continue  # what filled its slots has made another sentence of it
            for call in self._bench.understand(text, language).calls:
                reached.add(call.tool)
                code, reason, message = self._sample(skeleton, text, call)
                if code:  # one text stands for all that have the same fault
                    wrong.setdefault(reason, (path, 0, code, message))
        yield from wrong.values()
        yield from self._unreached(bundle, language, path, reached)

    def _sample(self, skeleton: Skeleton, text: str, call: ToolCall) -> tuple[str, str, str]:
        """Return what is wrong with a call that a text became: code, reason, message."""
        if _skill(call.tool) != _skill(skeleton.tool):
            return "sentence-stolen", f"{skeleton.tool} {call.tool}", _theft(text, call.tool)
        try:
            self._tools.given(call.tool, call.arguments)
        except SkillError as error:
            return "arguments-wrong", str(error), f"{text!r}: {error}"
        return "", "", ""

    def _unreached(
        self, bundle: Bundle, language: str, path: Path, reached: Collection[str]
    ) -> Iterator[Found]:
        tested = {call.tool for case in cases(bundle, language) for call in case.row.calls}
        table = bundle.folder / "tests" / f"{language}.yaml"
        for tool in bundle.tools.values():
            name = f"{bundle.id}.{tool.name}"
            if name not in reached and name not in tested and not _spoken_elsewhere(bundle, tool):
                message = f"No sentence means {tool.name}: write some, or take the tool out."
                yield path, 0, "tool-unsaid", message
            elif (
                name not in tested
                and table.is_file()
                and tool.name in self._intents(bundle, language)
            ):
                yield table, 0, "tool-untested", f"No row calls {name}: write one."

    def _examples(self, bundle: Bundle) -> Iterator[Found]:
        """Yield the examples of tools that mean something else."""
        path = bundle.folder / "skill.toml"
        lines = path.read_text(encoding="utf-8").splitlines()
        for tool in bundle.tools.values():
            for example in tool.examples:
                language = guess_language(example, bundle.languages)
                if tool.llm or tool.name not in self._intents(bundle, language):
                    continue
                calls = self._bench.understand(example, language).calls
                if [call.tool for call in calls] != [f"{bundle.id}.{tool.name}"]:
                    line = next((n for n, one in enumerate(lines, 1) if example in one), 0)
                    became = ", ".join(call.tool for call in calls) or "nothing"
                    message = f"{example!r} means {became}: mend the example or the sentences."
                    yield path, line, "example-not-understood", message


def _skill(tool: str) -> str:
    return tool.partition(".")[0]


def _theft(text: str, tool: str) -> str:
    return f"{text!r} is understood as {tool}: make one of the two sentences more special."


def _spoken_elsewhere(bundle: Bundle, tool: ToolManifest) -> bool:
    """Return True for a tool that only the language model chooses: of a server, or its own."""
    return bool(tool.llm) or bundle.server is not None


# --- texts of sentences ---------------------------------------------------------------------


def _spread(skeletons: Sequence[Skeleton], limit: int) -> Iterator[Skeleton]:
    """Yield up to ``limit`` skeletons, each tool having its share."""
    by_tool: dict[str, list[Skeleton]] = defaultdict(list)
    for skeleton in skeletons:
        by_tool[skeleton.tool].append(skeleton)
    share = max(limit // max(len(by_tool), 1), 1)
    for texts in by_tool.values():
        yield from itertools.islice(texts, 0, None, -(-len(texts) // share))


def _fillers(bundle: Bundle, language: str, grammar: Grammar) -> dict[str, str]:
    """Return a text for each list that skeletons leave open."""
    lists: dict[str, Any] = {
        **common(language).get("lists", {}),
        **bundle.sentences(language).get("lists", {}),
    }
    texts = {name: next(iter(said)) for name, said in grammar.values.items() if said}
    for name in grammar.range_lists:
        limits = lists[name]["range"]
        texts[name] = str(min(max(_NUMBER, limits["from"]), limits["to"]))
    return {**dict.fromkeys(grammar.wildcard_lists, _ANY_WORDS.get(language, "x")), **texts}


def _filled(skeleton: Skeleton, fillers: dict[str, str]) -> str:
    text = skeleton.text
    for name, _ in skeleton.slots:
        text = text.replace(f"{{{name}}}", fillers.get(name, ""), 1)
    return text
