"""Radio stations: a TOML list of ours, or the m3u of any other program.

[[station]]
name = "FIP"
url = "https://icecast.radiofrance.fr/fip-midfi.mp3"
frequency_mhz = 105.1        # optional: what people may call it by
genre = "music"              # optional
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError

from assistant.errors import ConfigError
from assistant.media.interface import Kind, Track

BUNDLED = Path(__file__).with_name("stations.toml")


@dataclass(frozen=True, slots=True)
class Station:
    """A station; ``frequency_mhz`` is 0 for one that has none."""

    name: str
    url: str
    frequency_mhz: float = 0.0
    genre: str = ""

    @property
    def track(self) -> Track:
        """The station as something to play."""
        return Track(uri=self.url, title=self.name, genre=self.genre, kind=Kind.STATION)


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=80)
    url: HttpUrl
    frequency_mhz: float = Field(default=0.0, ge=0, le=2000)
    genre: str = ""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")

    station: list[_Row] = Field(max_length=500)


def read_stations(path: Path) -> tuple[Station, ...]:
    """Return the stations of a TOML or m3u file.

    Raises:
        ConfigError: it can't be read, or says something that no station has.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = tomllib.loads(text) if path.suffix == ".toml" else {"station": _from_m3u(text)}
        table = _Table.model_validate(rows)
    except OSError as error:
        raise ConfigError(f"{path}: can't be read ({error.strerror})") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: is no list of stations: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{path}: {where}: {first['msg']}") from error
    return tuple(Station(r.name, str(r.url), r.frequency_mhz, r.genre) for r in table.station)


def _from_m3u(text: str) -> list[dict[str, str]]:
    rows, name = [], ""
    for line in (line.strip() for line in text.splitlines()):
        if line.startswith("#EXTINF"):
            name = line.partition(",")[2].strip()
        elif line and not line.startswith("#"):
            rows.append({"name": name or line, "url": line})
            name = ""
    return rows
