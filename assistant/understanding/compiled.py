"""Keep the compiled sentences on disk: compiling takes seconds, loading them half of one.

The file is named by a hash of all that it is made from: sentences, tools, this package's
code and its libraries. It lies in the cache folder and holds what this program wrote there.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import os
import pickle
import pickletools
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock

from assistant.skillhost.manifest import Bundle
from assistant.understanding.encoder import Encoder
from assistant.understanding.understand import Understanding
from assistant.understanding.vectors import KeptVectors

_LOGGER = logging.getLogger(__name__)
_LIBRARIES = ("hassil", "numpy", "rapidfuzz", "pypinyin")
_KEPT = 8
_PLAIN, _TIGHT = ".pickle", ".tight.pickle"


def compiled(
    bundles: Sequence[Bundle],
    languages: Sequence[str],
    folder: Path | None,
    encoder: Encoder | None = None,
) -> Understanding:
    """Return the understanding of all sentences, from ``folder`` when it was made before.

    With an ``encoder``, also of what means the same as one. A file that can't be read or written
    costs time, nothing else.

    Raises:
        SkillError: a sentence or a manifest is wrong.
    """
    if folder is None:
        return Understanding(bundles, languages, encoder)
    key = _key(bundles, languages, encoder)
    kept = _kept(folder, key)
    if kept is None:
        with _alone(folder.with_suffix(".lock")):
            kept = _kept(folder, key)  # by another process meanwhile
            if kept is None:
                kept = _made(bundles, languages, folder, encoder)
                _save(_pickled(kept), folder / f"{key}{_PLAIN}")
    if encoder is not None:
        kept.use(encoder)
    return kept


def _kept(folder: Path, key: str) -> Understanding | None:
    return _load(folder / f"{key}{_TIGHT}") or _load(folder / f"{key}{_PLAIN}")


def _made(
    bundles: Sequence[Bundle], languages: Sequence[str], folder: Path, encoder: Encoder | None
) -> Understanding:
    if encoder is None:
        return Understanding(bundles, languages)
    vectors = KeptVectors(encoder, folder)
    made = Understanding(bundles, languages, vectors)
    vectors.save()
    return made


def prepare(
    bundles: Sequence[Bundle],
    languages: Sequence[str],
    folder: Path,
    encoder: Encoder | None = None,
) -> None:
    """Compile ahead, and keep the result in the form that ``compiled`` loads into least memory.

    Making that form takes as long again as compiling. It lacks the marks by which a pickle calls
    each object back that nothing calls back, and which hold on to passing objects while it loads:
    50 MB less for 120 MB of sentences.

    Raises:
        SkillError: a sentence or a manifest is wrong.
    """
    path = folder / f"{_key(bundles, languages, encoder)}{_TIGHT}"
    if path.is_file():
        return
    _save(pickletools.optimize(_pickled(compiled(bundles, languages, folder, encoder))), path)


def _key(bundles: Sequence[Bundle], languages: Sequence[str], encoder: Encoder | None) -> str:
    digest = hashlib.sha256(f"{sys.version} {languages}".encode())
    digest.update(f"{encoder.key if encoder else None}".encode())
    for name in _LIBRARIES:
        digest.update(f"{name} {version(name)}".encode())
    for bundle in bundles:
        digest.update(repr((bundle.id, bundle.tools)).encode())
    for path in _sources(bundles, languages):
        digest.update(f"{path.name} ".encode() + path.read_bytes())
    return digest.hexdigest()[:32]


def _sources(bundles: Sequence[Bundle], languages: Sequence[str]) -> Iterator[Path]:
    """Yield the files that the result depends on, always in the same order."""
    package = Path(__file__).parent
    yield from sorted(p for p in package.rglob("*") if p.suffix in (".py", ".yaml", ".txt"))
    yield package.parent / "skillhost" / "manifest.py"
    for bundle in sorted(bundles, key=lambda one: one.id):
        kinds = ("sentences", "paraphrases")
        paths = (bundle.folder / kind / f"{lang}.yaml" for kind in kinds for lang in languages)
        yield from (path for path in paths if path.is_file())


def _load(path: Path) -> Understanding | None:
    try:
        with path.open("rb") as file, _all_stays():
            kept = pickle.load(file)  # noqa: S301  our own file
        os.utime(path)  # what was used last is removed last
    except FileNotFoundError:
        return None
    except Exception as error:  # noqa: BLE001  a damaged pickle can raise anything
        _LOGGER.warning("Compiled sentences can't be read (%s); compiling", type(error).__name__)
        return None
    return kept if isinstance(kept, Understanding) else None


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Compile while no other process does; without objects being looked through."""
    with ExitStack() as held, _all_stays():
        with suppress(OSError):  # a disk that can't be written keeps nobody from compiling
            lock.parent.mkdir(parents=True, exist_ok=True)
            held.enter_context(FileLock(lock))
        yield


@contextmanager
def _all_stays() -> Iterator[None]:
    """Keep the collector from looking through a million new objects again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _pickled(made: Understanding) -> bytes:
    return pickle.dumps(made, protocol=pickle.HIGHEST_PROTOCOL)


def _save(content: bytes, path: Path) -> None:
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
        old = sorted(path.parent.glob("*.pickle"), key=lambda p: p.stat().st_mtime)[:-_KEPT]
        for one in old:
            one.unlink(missing_ok=True)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        _LOGGER.warning("Compiled sentences can't be kept: %s", error.strerror)
