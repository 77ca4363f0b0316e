from __future__ import annotations

import json
from pathlib import Path

import pytest
from pypi_simple import PYPI_SIMPLE_ENDPOINT

from assistant.errors import DownloadError
from assistant.store.catalogue import Part
from assistant.store.fake import FakeTransfer
from assistant.store.registry import (
    IndexConfig,
    archive_url,
    configured_index,
    index_from,
    parse_pip_config,
)

MIRROR = "https://mirror.example/simple"
PART = Part("Voice_A", "1.0", "a" * 64, "voice/data.bin", 3)
JSON = "application/vnd.pypi.simple.v1+json"


def html(filename: str, digest: str = "") -> tuple[str, str]:
    fragment = f"#sha256={digest}" if digest else ""
    return "text/html", f'<a href="../../f/{filename}{fragment}">{filename}</a>'


def find(pages: dict[str, tuple[str, str]], *urls: str) -> str:
    return archive_url(PART, IndexConfig(urls or (MIRROR,)), FakeTransfer({}, pages))


def test_without_settings_it_is_the_default_index() -> None:
    assert index_from({}, {}).urls == (PYPI_SIMPLE_ENDPOINT,)


def test_the_environment_goes_before_the_files() -> None:
    files = {"global.index-url": "https://other.example/", "global.cert": "/etc/ca.pem"}
    index = index_from({"PIP_INDEX_URL": MIRROR}, files)
    assert index == IndexConfig((MIRROR,), Path("/etc/ca.pem"))


def test_a_commands_section_goes_before_the_global_one() -> None:
    files = {"global.index-url": "https://other.example/", "install.index-url": MIRROR}
    assert index_from({}, files).urls == (MIRROR,)


def test_extra_indexes_come_after() -> None:
    files = {"global.index-url": MIRROR, "global.extra-index-url": "https://b.example file:///c"}
    assert index_from({}, files).urls == (MIRROR, "https://b.example", "file:///c")


def test_no_index_means_none() -> None:
    assert index_from({"PIP_NO_INDEX": "1"}, {"global.index-url": MIRROR}).urls == ()
    with pytest.raises(DownloadError, match="PIP_NO_INDEX"):
        archive_url(PART, IndexConfig(()), FakeTransfer({}))


def test_pips_list_is_read_and_nonsense_left_out() -> None:
    text = f"global.index-url='{MIRROR}'\n:env:.cert='/x'\nglobal.odd=not quoted\nnoise\n"
    assert parse_pip_config(text) == {"global.index-url": MIRROR}


def test_pip_itself_is_asked(tmp_path: Path) -> None:
    (tmp_path / "pip.conf").write_text(f"[global]\nindex-url = {MIRROR}\n")
    index = configured_index({"PIP_CONFIG_FILE": str(tmp_path / "pip.conf"), "PATH": ""})
    assert index.urls[0] == MIRROR


def test_the_pinned_file_is_found_by_its_hash_in_json() -> None:
    files = [
        {"filename": f"voice_a-{v}-py3-none-any.whl", "url": f"../f/{v}", "hashes": {"sha256": s}}
        for v, s in (("0.9", "b" * 64), ("1.0", "a" * 64))
    ]
    page = json.dumps({"meta": {"api-version": "1.0"}, "name": "voice-a", "files": files})
    url = find({f"{MIRROR}/voice-a/": (JSON, page)})
    assert url == "https://mirror.example/simple/f/1.0"


def test_the_pinned_file_is_found_by_its_hash_in_html() -> None:
    page = html("voice_a-1.0-py3-none-any.whl", "a" * 64)
    url = find({f"{MIRROR}/voice-a/": page})
    assert url.startswith("https://mirror.example/f/voice_a-1.0-py3-none-any.whl")


def test_an_index_without_hashes_is_matched_by_version() -> None:
    page = html("voice_a-1.0-py3-none-any.whl")
    assert find({f"{MIRROR}/voice-a/": page}).endswith("voice_a-1.0-py3-none-any.whl")
    with pytest.raises(DownloadError):
        find({f"{MIRROR}/voice-a/": html("voice_a-1.1-py3-none-any.whl")})


def test_another_hash_is_another_file() -> None:
    page = html("voice_a-1.0-py3-none-any.whl", "b" * 64)
    with pytest.raises(DownloadError, match=r"Voice_A 1\.0: no index has the file"):
        find({f"{MIRROR}/voice-a/": page})


def test_the_next_index_is_asked() -> None:
    page = html("voice_a-1.0-py3-none-any.whl", "a" * 64)
    broken = (JSON, "{not json")
    pages = {f"{MIRROR}/voice-a/": broken, "https://b.example/voice-a/": page}
    assert find(pages, MIRROR, "https://b.example").startswith("https://b.example/")


def test_a_page_that_cant_be_read_is_said() -> None:
    with pytest.raises(DownloadError, match="the index's page can't be read"):
        find({f"{MIRROR}/voice-a/": (JSON, "{not json")})
    future = json.dumps({"meta": {"api-version": "9.0"}, "name": "voice-a", "files": []})
    with pytest.raises(DownloadError, match="the index's page can't be read"):
        find({f"{MIRROR}/voice-a/": (JSON, future)})
