"""What lint finds in a skill that is spoilt in one way, and only that."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.skillhost.lint import FINDINGS, Finding, lint, permissive
from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundle, load_bundles
from assistant.skillhost.reply_keys import keys_in
from tests.sentences import kept_sentences
from tests.skillhost.lamp import CODE, MANIFEST, REPLIES, SENTENCES, TABLE, TRUNK, lamp

SHIPPED = Path(__file__).resolve().parents[2] / "skills"


def found(*folders: Path, chosen: str = "lamp") -> list[Finding]:
    bundles = [load_bundle(folder) for folder in folders]
    host = LocalSkillHost(permissive(bundles, [chosen]))
    return asyncio.run(lint(bundles, [chosen], host))


def codes(folder: Path) -> list[str]:
    return [one.code for one in found(folder)]


def torch(tmp_path: Path, sentence: str, text: str) -> Path:
    """Write a second skill that says ``sentence``, with ``text`` in its table."""
    folder = lamp(
        tmp_path / "other",
        manifest=MANIFEST.replace('id = "lamp"', 'id = "torch"'),
        code=CODE.replace('Skill("lamp")', 'Skill("torch")'),
        sentences=SENTENCES.replace("pop the blue lamp", sentence)
        .replace("shut the blue", "shut the red")
        .replace("let the blue", "let the red"),
        table=f'- {{text: "{text}", calls: [{{tool: torch.pop, arguments: {{open: true}}}}]}}\n',
    )
    return folder.rename(folder.with_name("torch"))


def test_nothing_to_mend(tmp_path: Path) -> None:
    assert found(lamp(tmp_path)) == []


@pytest.mark.parametrize(
    ("part", "text", "code", "where"),
    [
        ("manifest", MANIFEST.replace('"timer"]', "]"), "effect-undeclared", "tests/en.yaml:4"),
        (
            "manifest",
            MANIFEST.replace("changes_state = true", "changes_state = false", 1),
            "effect-undeclared",
            "tests/en.yaml:2",
        ),
        (
            "manifest",
            MANIFEST.replace('"timer"]', '"timer", "Vehicle.Spoiler"]'),
            "effect-unknown",
            "skill.toml:7",
        ),
        (
            "manifest",
            MANIFEST.replace('"timer"]', '"timer", "Vehicle.ADAS.*"]'),
            "effect-never-allowed",
            "skill.toml:7",
        ),
        (
            "manifest",
            MANIFEST.replace('"timer"]', '"timer", "rocket.launch"]'),
            "effect-never-allowed",
            "skill.toml:7",
        ),
        (
            "manifest",
            MANIFEST.replace('"timer"]', '"timer", "Vehicle.Body.*"]'),
            "effect-too-wide",
            "skill.toml:7",
        ),
        (
            "manifest",
            MANIFEST.replace(f'context = ["{TRUNK}"', f'context = ["{TRUNK}", "Vehicle.Wings"'),
            "context-unknown",
            "skill.toml:6",
        ),
        ("manifest", MANIFEST.replace('en = "Lamp"', ""), "name-missing", "skill.toml:9"),
        (
            "manifest",
            MANIFEST.replace('"Let the lamp glow for some minutes."', '"glow"'),
            "description-missing",
            "skill.toml:25",
        ),
        (
            "manifest",
            MANIFEST.replace('["pop the blue lamp"]', '["let the blue lamp glow"]'),
            "example-not-understood",
            "skill.toml:16",
        ),
        (
            "manifest",
            MANIFEST.replace('["pop the blue lamp"]', '["pop goes the weasel"]'),
            "example-not-understood",
            "skill.toml:16",
        ),
        (
            "manifest",
            MANIFEST.replace('type = "boolean"', 'type = "integer"'),
            "arguments-wrong",
            "sentences/en.yaml",
        ),
        ("replies", REPLIES + 'never: "Never."\n', "reply-unused", "replies/en.yaml:5"),
        (
            "table",
            TABLE.replace('- {text: "let the blue lamp glow", calls: [{tool: lamp.glow}]}', ""),
            "tool-untested",
            "tests/en.yaml",
        ),
        (
            "code",
            CODE.replace('ToolResult("glows"', 'ToolResult("glow"'),
            "answer-fails",
            "tests/en.yaml:4",
        ),
    ],
)
def test_one_fault_is_found(tmp_path: Path, part: str, text: str, code: str, where: str) -> None:
    folder = lamp(tmp_path, **{part: text})
    (one, *others) = [one for one in found(folder) if one.code == code]
    place = f"{one.file.relative_to(folder)}:{one.line}" if one.line else one.file
    assert str(place).removeprefix(f"{folder}/") == where
    assert not {other.code for other in others} - {code}


def test_a_tool_that_nothing_says(tmp_path: Path) -> None:
    silent = SENTENCES[: SENTENCES.index("  glow:")]
    table = TABLE.replace('- {text: "let the blue lamp glow", calls: [{tool: lamp.glow}]}', "")
    assert codes(lamp(tmp_path, sentences=silent, table=table)) == ["tool-unsaid"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("README.md", "readme-missing"),
        ("sentences/en.yaml", "sentences-missing"),
        ("tests/en.yaml", "tests-missing"),
    ],
)
def test_a_file_is_missing(tmp_path: Path, path: str, code: str) -> None:
    folder = lamp(tmp_path)
    (folder / path).unlink()
    assert code in codes(folder)


def test_a_language_that_is_only_declared(tmp_path: Path) -> None:
    manifest = MANIFEST.replace('["en"]', '["en", "zh"]')
    folder = lamp(tmp_path, manifest=manifest)
    (folder / "replies" / "zh.yaml").write_text('popped: "开了。"\n', encoding="utf-8")
    assert sorted(set(codes(folder))) == [
        "name-missing",
        "replies-missing",
        "sentences-missing",
        "tests-missing",
    ]
    missing = [one.message for one in found(folder) if one.code == "replies-missing"]
    assert [message.split("'")[1] for message in missing] == ["already", "ask", "glows"]


def test_a_sentence_that_another_skill_takes(tmp_path: Path) -> None:
    """Both say it, the first one gets it: a row of the torch's table is lost."""
    other = torch(tmp_path, "pop the blue lamp", "pop the blue lamp")
    stolen = [one for one in found(lamp(tmp_path), other) if one.code == "sentence-stolen"]
    assert [(one.file.parent.parent.name, one.line) for one in stolen] == [("torch", 1)]
    assert "understood as lamp.pop" in stolen[0].message


def test_a_template_that_another_skill_takes(tmp_path: Path) -> None:
    """Tried by its sentences, too: here the table does not show it."""
    other = torch(tmp_path, "(pop the red lamp|pop the blue lamp)", "pop the red lamp")
    folders = (lamp(tmp_path), other)
    (stolen,) = [one for one in found(*folders, chosen="torch") if one.code == "sentence-stolen"]
    assert stolen.file == other / "sentences" / "en.yaml"
    assert "'pop the blue lamp' is understood as lamp.pop" in stolen.message
    assert not [one for one in found(*folders) if one.code == "sentence-stolen"]


def test_a_language_that_only_a_server_speaks(tmp_path: Path) -> None:
    """Its tools are chosen by the model: no sentences, nothing to mend, nobody disturbed."""
    server = tmp_path / "clocks"
    server.mkdir()
    (server / "README.md").write_text("# Clocks", encoding="utf-8")
    (server / "skill.toml").write_text(
        'id = "clocks"\nversion = "1"\napi = 1\nlanguages = ["de"]\n'
        '[name]\nde = "Uhren"\n[server]\ncommand = ["{python}", "-m", "clocks"]\n'
        '[[tools]]\nname = "now"\ndescription = "Say the time."\nexamples = ["wie spät ist es"]\n',
        encoding="utf-8",
    )
    bundles = [load_bundle(lamp(tmp_path)), load_bundle(server)]
    host = LocalSkillHost(bundles[:1])
    assert asyncio.run(lint(bundles, ["lamp", "clocks"], host)) == []


def test_every_code_is_found_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert not [code for code in FINDINGS if f'"{code}"' not in text]


@pytest.mark.parametrize(
    ("code", "key", "said"),
    [
        ('reply = "open"', "open", True),
        ('reply = "open"', "opened", False),
        ('reply = f"already_{state}"', "already_open", True),
        ('reply = f"already_{state}"', "open", False),
        ('reply = "joke_" + str(n)', "joke_7", True),
        ('reply = f"{state}"', "anything", False),
        ('reply = {True: "on", False: "off"}[x]', "off", True),
    ],
)
def test_keys_of_replies_in_code(code: str, key: str, said: bool) -> None:
    assert any(one.fullmatch(key) for one in keys_in(code)) is said


@pytest.mark.timeout(300)
def test_the_skills_that_we_ship() -> None:
    bundles = load_bundles(SHIPPED)
    ids = [bundle.id for bundle in bundles]
    host = LocalSkillHost(permissive(bundles, ids))
    assert asyncio.run(lint(bundles, ids, host, samples=12, kept=kept_sentences())) == []
