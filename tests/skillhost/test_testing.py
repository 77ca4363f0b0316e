"""The tables of skills say what is wrong, and only then."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.errors import SkillError
from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundle
from assistant.skillhost.tables import cases
from assistant.skillhost.testing import Bench, CaseResult
from tests.skillhost.lamp import CODE, TRUNK, lamp

POP = '- text: "pop the blue lamp"\n  calls: [{tool: lamp.pop, arguments: {open: true}}]\n'
GLOW = '- text: "let the blue lamp glow"\n  calls: [{tool: lamp.glow}]\n'


def checked(tmp_path: Path, table: str, code: str = CODE) -> list[CaseResult]:
    bundle = load_bundle(lamp(tmp_path, table=table, code=code))
    bench = Bench([bundle], LocalSkillHost([bundle]), ("en",))
    return [asyncio.run(bench.check(case)) for case in cases(bundle)]


def differing(tmp_path: Path, table: str, code: str = CODE) -> list[str]:
    return [one.what for result in checked(tmp_path, table, code) for one in result.differences]


@pytest.mark.parametrize(
    "row",
    [
        POP,
        POP + '  outcome: done\n  reply: "Popped."\n  policy: confirm\n',
        POP + f"  effects: [{{path: {TRUNK}, value: true}}]\n",
        POP + "  policy: policy.confirm_open\n",
        POP + "  driving: moving\n  policy: refuse\n",
        POP + "  driving: moving\n  policy: policy.only_parked\n",
        POP + "  driving: idling\n  policy: policy.only_parked\n",
        POP + "  zone: rear_left\n  policy: policy.driver_only\n",
        POP + '  asks: "Shall I really open the trunk?"\n',
        POP + f'  signals: {{{TRUNK}: true}}\n  outcome: answered\n  reply: "It is."\n',
        POP + f"  signals: {{{TRUNK}: true}}\n  effects: []\n  policy: no effects\n",
        GLOW + "  effects: [{kind: timer.start}]\n",
        GLOW + "  effects: [{kind: timer.start, target: g, args: {seconds: 60}}]\n",
        GLOW + "  policy: allow\n",
        '- {text: "the lamp is very blue tonight", calls: []}\n',
    ],
)
def test_as_wanted(tmp_path: Path, row: str) -> None:
    asked = checked(tmp_path, row)
    assert [one.differences for one in asked] == [()]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (POP.replace("true", "false"), "calls"),
        ('- {text: "pop the blue lamp", calls: []}\n', "calls"),
        ('- {text: "eat the lamp", calls: [{tool: lamp.pop}]}\n', "calls"),
        (POP + "  outcome: answered\n", "outcome"),
        (POP + '  reply: "Pop."\n', "reply"),
        (POP + "  policy: allow\n", "policy"),
        (POP + "  policy: policy.allowed\n", "policy"),
        (POP + "  effects: []\n", "effects"),
        (POP + f"  effects: [{{path: {TRUNK}, value: false}}]\n", "effects"),
        (POP + f"  effects: [{{path: {TRUNK}, value: 1}}]\n", "effects"),
        (POP + f"  effects: [{{path: {TRUNK}, value: true}}, {{kind: timer.start}}]\n", "effects"),
        (GLOW + "  effects: [{kind: timer.stop}]\n", "effects"),
        (GLOW + "  effects: [{kind: timer.start, target: h}]\n", "effects"),
        (GLOW + "  effects: [{kind: timer.start, args: {seconds: 61}}]\n", "effects"),
        (GLOW + '  asks: "Really?"\n', "asks"),
        ('- {text: "hm", calls: [], reply: "Yes."}\n', "reply"),
    ],
)
def test_not_as_wanted(tmp_path: Path, row: str, what: str) -> None:
    assert differing(tmp_path, row) == [what]


def test_a_tool_that_fails_is_a_difference_even_when_nothing_is_compared(tmp_path: Path) -> None:
    assert differing(tmp_path, POP, CODE.replace('ToolResult("popped"', "int(ctx")) == ["answer"]
    assert differing(tmp_path, POP, CODE.replace('"popped"', '"nowhere"')) == ["answer"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            '- {text: "hm", calls: []}\n- {text: "hm", calls: [], efects: []}\n',
            r"en.yaml:2: efects",
        ),
        ("- {calls: []}\n", r"en.yaml:1: text: is missing"),
        (POP + "  zone: roof\n", r"en.yaml:1: zone"),
        (POP + "  driving: fast\n", r"driving"),
        ("pop: lamp\n", "must be a list of rows"),
        ("- {text: [", "can't be read"),
    ],
)
def test_a_wrong_table_is_told_with_its_line(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(SkillError, match=message):
        list(cases(load_bundle(lamp(tmp_path, table=row))))


def test_an_empty_table_has_no_rows(tmp_path: Path) -> None:
    assert list(cases(load_bundle(lamp(tmp_path, table="# nothing yet\n")))) == []
