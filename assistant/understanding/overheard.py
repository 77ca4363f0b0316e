"""Talk that is not for the car, which it must tell from requests: ``common/overheard/<lang>.txt``.

Nothing there was said by a real person.
"""

from __future__ import annotations

from pathlib import Path

from assistant.understanding.normalize import clean

_FOLDER = Path(__file__).parent / "common" / "overheard"


def overheard(language: str) -> tuple[str, ...]:
    """Return the texts of a language, cleaned as what is said is; none when there are none."""
    path = _FOLDER / f"{language}.txt"
    if not path.is_file():
        return ()
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(clean(line, language).text for line in lines if line.strip())
