"""MCP servers that others wrote, bundled without code: they work, and their words are data."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from mcp_types import CallToolResult, TextContent, Tool, ToolAnnotations

from assistant.errors import SkillError
from assistant.skillhost.foreign import (
    CARD_LETTERS,
    SPOKEN_LETTERS,
    answered,
    cleaned,
    needs_effect,
    shortened,
    tool_id,
    with_tools,
)
from assistant.skillhost.host import HostOptions, open_skill_host
from assistant.skillhost.manifest import Bundle, Server, ToolManifest, load_bundle
from assistant.skillhost.sandbox import sandbox_facts
from assistant.skillhost.sdk import Context, Effect
from assistant.skillhost.server_runs import ServerRuns
from assistant.skillhost.services import Asker
from assistant.understanding.interface import DialogContext
from assistant.understanding.understand import Understanding

FOREIGN = Path(__file__).parent / "foreign"
needs_walls = pytest.mark.skipif(not sandbox_facts().works, reason=sandbox_facts().detail)


@needs_walls
@pytest.mark.parametrize(
    ("language", "text", "zone", "reply"),
    [
        ("en", "what time is it in New York", "America/New_York", "It is {} in New York."),
        ("en", "tell me the current time in London", "Europe/London", "It is {} in London."),
        ("zh", "东京现在几点了", "Asia/Tokyo", "那边现在是{}。"),
    ],
)
def test_a_time_server_is_asked_in_words(
    language: str, text: str, zone: str, reply: str, tmp_path: Path
) -> None:
    async def main() -> None:
        options = HostOptions(cache_dir=tmp_path)
        async with open_skill_host([load_bundle(FOREIGN / "world_time")], options) as host:
            (meant,) = (
                Understanding(host.bundles, ("en", "zh"))
                .interpret(text, language, DialogContext())
                .calls
            )
            result = await host.call(meant.tool, meant.arguments, Context())
            said = host.render(meant.tool, result.reply, language, result.values)
        now = datetime.now(ZoneInfo(zone))
        assert said == reply.format(now.strftime("%H:%M"))

    asyncio.run(main())


@needs_walls
def test_what_a_server_lists_is_kept(tmp_path: Path) -> None:
    async def starts() -> int:
        options = HostOptions(cache_dir=tmp_path)
        async with open_skill_host([load_bundle(FOREIGN / "world_time")], options) as host:
            assert [spec.name for spec in host.tools()] == ["world_time.time_in"]
            assert host.tools()[0].parameters["required"] == ["timezone"]
            return host.status().processes[0].starts

    assert asyncio.run(starts()) == 1
    assert asyncio.run(starts()) == 0


@needs_walls
def test_a_server_says_no(tmp_path: Path) -> None:
    async def main() -> None:
        async with open_skill_host([load_bundle(FOREIGN / "world_time")], HostOptions()) as host:
            result = await host.call("world_time.time_in", {"timezone": "Mars/Base"}, Context())
            assert result.outcome == "refused"
            said = host.render("world_time.time_in", result.reply, "en", result.values)
            assert said == "That didn't work."
            with pytest.raises(SkillError, match="wrong arguments"):
                await host.call("world_time.time_in", {"zone": "Asia/Tokyo"}, Context())

    asyncio.run(main())


@needs_walls
def test_a_server_with_its_own_libraries_and_an_older_protocol(tmp_path: Path) -> None:
    folder = tmp_path / "calculator"
    shutil.copytree(FOREIGN / "calculator", folder)
    install = ["uv", "pip", "install", "-q", "--python", sys.executable, "--target"]
    program = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
    done = subprocess.run(
        [program, *install[1:], str(folder / "lib"), "mcp-server-calculator==0.2.1"],
        check=False,
        capture_output=True,
        timeout=100,
    )
    if done.returncode:
        pytest.skip("mcp-server-calculator can't be fetched from the registry")

    async def main() -> None:
        async with open_skill_host([load_bundle(folder)], HostOptions()) as host:
            result = await host.call("calculator.calculate", {"expression": "2 + 3 * 4"}, Context())
            said = host.render("calculator.calculate", result.reply, "en", result.values)
            assert said == "14"

    asyncio.run(main())


@needs_walls
@pytest.mark.skipif(not Path("/usr/bin/git").exists(), reason="no git on this machine")
def test_a_tool_that_may_change_something_waits_for_the_policy(tmp_path: Path) -> None:
    folder = tmp_path / "history"
    shutil.copytree(FOREIGN / "history", folder)
    repository = folder / "repository"
    repository.mkdir()
    (repository / "a").write_text("a", encoding="utf-8")
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "a"], [*identity, "commit", "-qm", "Add a letter"]):
        subprocess.run(["git", *words], check=True, cwd=repository)

    async def main() -> None:
        async with open_skill_host([load_bundle(folder)], HostOptions()) as host:
            where = {"repo_path": str(repository)}
            log = await host.call("history.git_log", where, Context())
            assert "Add a letter" in log.values["text"]

            before = host.status().processes[0].calls
            arguments = {**where, "branch_name": "other"}
            waiting = await host.call("history.git_create_branch", arguments, Context())
            assert waiting.effects == (
                Effect("skill.run", "history.git_create_branch", args=arguments),
            )
            assert host.allowed_effects("history.git_create_branch") == ("skill.run",)
            assert host.status().processes[0].calls == before  # nothing has run

            service = ServerRuns(host)
            applied = await service.apply(waiting.effects[0], Asker("driver", "en"))
            assert not applied.verified  # its files are read-only
            with pytest.raises(SkillError, match="is not run as an effect"):
                await service.apply(Effect("skill.run", "history.git_log"), Asker("driver", "en"))

    asyncio.run(main())


def server_bundle(**tools: ToolManifest) -> Bundle:
    return Bundle("x", "1", Path("x"), {}, ("en",), tools, server=Server(("x",)))


def listed(name: str, read_only: bool | None = None) -> Tool:
    hints = None if read_only is None else ToolAnnotations(read_only_hint=read_only)
    return Tool(name=name, input_schema={"type": "object"}, annotations=hints)


def test_names_and_hints_of_listed_tools() -> None:
    assert tool_id("9-lives") == "t_9_lives"
    bundle = with_tools(server_bundle(), [listed("get-It"), listed("do.it", read_only=False)])
    assert [(t.name, t.server_tool) for t in bundle.tools.values()] == [
        ("get_it", "get-It"),
        ("do_it", "do.it"),
    ]
    assert not needs_effect(bundle, bundle.tools["get_it"])
    assert needs_effect(bundle, bundle.tools["do_it"])
    marked = server_bundle(get_it=ToolManifest("get_it", changes_state=True))
    assert with_tools(marked, [listed("get-It", read_only=True)]).tools["get_it"].changes_state
    with pytest.raises(SkillError, match=r"the server has no such tool; it has get-It\. Set serv"):
        with_tools(server_bundle(gone=ToolManifest("gone")), [listed("get-It")])


def test_a_schema_that_is_none_is_left_out() -> None:
    broken = Tool(name="broken", input_schema={"type": "whatever"})
    assert with_tools(server_bundle(), [broken, listed("fine")]).tools.keys() == {"fine"}


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("**Bold** and `code`", "Bold and code"),
        ("# Title\n- one\n- two", "Title one two"),
        ("<b>Hi</b><script>alert(1)</script> you", "Hi you"),
        ("see [the page](https://example.org/x) or https://example.org", "see the page or"),
        ("\x1b[31mred\x1b[0m \x07bell", "red bell"),
        ("right\u202eto left\u200b", "right to left"),
        ("2 * 3 = 6, a_b and 5 - 3", "2 3 = 6, ab and 5 - 3"),
        ("", ""),
    ],
)
def test_markup_is_not_spoken(raw: str, text: str) -> None:
    assert cleaned(raw) == text


def test_long_text_is_cut_at_a_sentence() -> None:
    text = "This is a sentence. " * 50
    assert shortened(text).endswith("This is a sentence.")
    assert len(shortened(text)) <= SPOKEN_LETTERS
    assert len(shortened("word " * 500)) <= SPOKEN_LETTERS + 2


@pytest.mark.parametrize(
    ("content", "structured", "said"),
    [
        ('{"result": "14"}', None, "14"),
        ('{"a_b": 1, "c": ["x", null]}', None, "a b: 1, c: x, "),
        ("ignored", {"temperature": 21}, "21"),
        ("{not json", None, "{not json"),
        ("x" * 10_000, None, "x"),
    ],
)
def test_what_a_server_answers(content: str, structured: object, said: str) -> None:
    result = CallToolResult(content=[TextContent(text=content)], structured_content=structured)
    answer = answered(server_bundle(), ToolManifest("x"), result)
    assert answer.reply == "text"
    assert answer.effects == ()
    assert re.match(re.escape(said.strip()), answer.values["text"])
    assert answer.card is not None
    assert len(answer.card["text"]) <= CARD_LETTERS


def test_an_answer_without_words() -> None:
    answer = answered(server_bundle(), ToolManifest("x"), CallToolResult(content=[]))
    assert answer.reply == "done"
