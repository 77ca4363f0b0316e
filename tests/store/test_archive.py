from __future__ import annotations

import io
from pathlib import Path

import pytest

from assistant.errors import IntegrityError
from assistant.store.archive import append_member
from assistant.store.catalogue import Part
from tests.store.make import wheel


def part(member: str, size: int) -> Part:
    return Part("voice", "1.0", "a" * 64, member, size)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "voice.whl"
    path.write_bytes(wheel({"voice/1.bin": b"one" * 1000, "voice/__init__.py": b"1 / 0"}))
    return path


def test_the_member_is_appended(package: Path) -> None:
    out = io.BytesIO(b"zero")
    out.seek(4)
    append_member(package, part("voice/1.bin", 3000), out)
    assert out.getvalue() == b"zero" + b"one" * 1000


@pytest.mark.parametrize(
    ("member", "size", "message"),
    [("voice/2.bin", 3000, "no voice/2.bin in it"), ("voice/1.bin", 2999, "has 3000 bytes")],
)
def test_another_member_is_refused(package: Path, member: str, size: int, message: str) -> None:
    out = io.BytesIO()
    with pytest.raises(IntegrityError, match=message):
        append_member(package, part(member, size), out)
    assert out.getvalue() == b""


def test_a_damaged_package_is_refused(package: Path) -> None:
    content = bytearray(package.read_bytes())
    content[45] ^= 0xFF
    package.write_bytes(content)
    with pytest.raises(IntegrityError, match="damaged package file"):
        append_member(package, part("voice/1.bin", 3000), io.BytesIO())
    package.write_bytes(content[:50])
    with pytest.raises(IntegrityError, match="damaged package file"):
        append_member(package, part("voice/1.bin", 3000), io.BytesIO())
