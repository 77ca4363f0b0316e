"""Music and radio: play, steer, ask. The service ``media`` plays; names may be misheard."""

from __future__ import annotations

from typing import Any

from assistant.skillhost.cabin import answered, done, refused
from assistant.skillhost.sdk import Context, Effect, Skill, ToolResult
from assistant.skillhost.speech import spoken_duration

from .find import Found, find

skill = Skill("media")

STEPS = {"": 10, "a_bit": 5, "a_lot": 25}
"""How many percent "louder", "a bit louder" and "much louder" are."""

LEVELS = {"max": 100, "half": 50, "min": 10}

TOLD = 5
"""So many names are read aloud; the card shows all."""

SECONDS = 15
"""How far "skip ahead" goes without a number."""

_TITLES = {
    "en": {
        "playlist": "Playlists", "station": "Stations", "artist": "Artists", "album": "Albums",
        "genre": "Genres",
    },
    "zh": {
        "playlist": "歌单", "station": "电台", "artist": "歌手", "album": "专辑", "genre": "流派",
    },
}  # fmt: skip


def state(ctx: Context) -> dict[str, Any]:
    """Return what the service shows."""
    return dict(ctx.services.get("media", {}))


def no_player(ctx: Context) -> ToolResult | None:
    """Return the honest no of a car without a player."""
    return None if state(ctx).get("available") else refused("no_player")


def nothing_on(ctx: Context) -> ToolResult | None:
    """Return the honest no when nothing is on that could be steered."""
    return no_player(ctx) or (None if state(ctx)["title"] else refused("nothing_on"))


def playing(found: Found, effect: Effect) -> ToolResult:
    """Return the result that plays what was found."""
    card = {"type": "media", "title": found.name, "artist": found.artist, "kind": found.kind}
    values = {"name": found.name, "artist": found.artist, "shuffle": effect.args.get("shuffle")}
    return ToolResult(f"plays_{found.kind}", values, (effect,), "done", card=card)


# --- playing --------------------------------------------------------------------------------


@skill.tool("play")
def play(
    ctx: Context, what: str = "", artist: str = "", kind: str = "", shuffle: bool = False
) -> ToolResult:
    """Play what was named, if there is such a thing."""
    if not (what or artist):
        return ToolResult("what", outcome="asked", missing="what")
    found = no_player(ctx) or find(ctx, what, artist, kind)
    if isinstance(found, ToolResult):
        return found
    if found is None:
        return refused("not_found", what=what or artist, artist=artist if what else "")
    args = found.asked | {"shuffle": shuffle}
    return playing(found, Effect("media.play", args=args))


@skill.tool("play_music")
def play_music(ctx: Context, shuffle: bool = False) -> ToolResult:
    """Go on with what was paused, else play everything, shuffled."""
    media = state(ctx)
    if stopped := no_player(ctx):
        return stopped
    if media["status"] == "paused" and not shuffle:
        return done("resumes", [Effect("media.resume")])
    if not media["songs"]:
        return refused("no_songs")
    return done("plays_all", [Effect("media.play", args={"by": "all", "shuffle": True})])


@skill.tool("play_favourites")
def play_favourites(ctx: Context) -> ToolResult:
    """Play what was marked as liked."""
    effect = Effect("media.play", args={"by": "favourites", "shuffle": True})
    return no_player(ctx) or done("plays_favourites", [effect])


@skill.tool("play_radio")
def play_radio(ctx: Context, frequency: float = 0.0) -> ToolResult:
    """Play the station of a frequency, or the first one."""
    if stopped := no_player(ctx):
        return stopped
    stations = state(ctx)["stations"]
    fitting = [s for s in stations if not frequency or abs(s["frequency_mhz"] - frequency) < 0.05]  # noqa: PLR2004  neighbours are 0.1 MHz away
    if not fitting:
        return refused("no_frequency" if frequency else "no_stations", frequency=frequency)
    found = Found("station", fitting[0]["name"])
    return playing(found, Effect("media.play", args=found.asked))


@skill.tool("queue")
def queue(ctx: Context, what: str, artist: str = "", next: bool = False) -> ToolResult:  # noqa: A002  the argument's name in the manifest
    """Queue what was named."""
    found = no_player(ctx) or find(ctx, what, artist, "")
    if isinstance(found, ToolResult):
        return found
    if found is None:
        return refused("not_found", what=what, artist=artist)
    effect = Effect("media.enqueue", args=found.asked | {"next": next})
    return done("queued", [effect], name=found.name, next=next)


# --- steering -------------------------------------------------------------------------------


@skill.tool("resume")
def resume(ctx: Context) -> ToolResult:
    """Go on with what was paused."""
    if stopped := no_player(ctx):
        return stopped
    if state(ctx)["status"] == "playing":
        return answered("plays_already")
    if not state(ctx)["title"]:
        return play_music(ctx)
    return done("resumes", [Effect("media.resume")])


@skill.tool("pause")
def pause(ctx: Context) -> ToolResult:
    """Hold what plays."""
    if stopped := nothing_on(ctx):
        return stopped
    if state(ctx)["status"] != "playing":
        return answered("paused_already")
    return done("paused", [Effect("media.pause")])


@skill.tool("skip")
def skip(ctx: Context, to: str) -> ToolResult:
    """Go to another song; from a station to the station beside it."""
    if stopped := nothing_on(ctx):
        return stopped
    media = state(ctx)
    if media["kind"] == "station":
        return _beside(ctx, -1 if to == "previous" else 1)
    if to == "start":
        return done("restarts", [Effect("media.seek", args={"to_s": 0})])
    if to == "next" and not media["upcoming"] and media["repeat"] == "off":
        return refused("last_one")
    return done(f"goes_{to}", [Effect(f"media.{to}")])


def _beside(ctx: Context, step: int) -> ToolResult:
    media = state(ctx)
    names = [station["name"] for station in media["stations"]]
    at = names.index(media["title"]) if media["title"] in names else 0
    found = Found("station", names[(at + step) % len(names)])
    return playing(found, Effect("media.play", args=found.asked))


@skill.tool("seek")
def seek(ctx: Context, direction: str, seconds: float = 0, minutes: float = 0) -> ToolResult:
    """Move in the song."""
    if stopped := nothing_on(ctx):
        return stopped
    if state(ctx)["kind"] == "station":
        return refused("live")
    asked_s = minutes * 60 + seconds
    if direction == "to":
        return done("moves", [Effect("media.seek", args={"to_s": asked_s})])
    by_s = (asked_s or SECONDS) * (1 if direction == "forward" else -1)
    return done("moves", [Effect("media.seek", args={"by_s": by_s})])


@skill.tool("set_shuffle")
def set_shuffle(ctx: Context, state: str) -> ToolResult:
    """Mix the order, or bring it back."""
    effect = Effect("media.shuffle", value=state == "on")
    return no_player(ctx) or done(f"shuffle_{state}", [effect])


@skill.tool("set_repeat")
def set_repeat(ctx: Context, mode: str) -> ToolResult:
    """Repeat one song, all, or nothing."""
    return no_player(ctx) or done(f"repeat_{mode}", [Effect("media.repeat", value=mode)])


@skill.tool("like")
def like(ctx: Context, liked: bool) -> ToolResult:
    """Make the song that is on a favourite, or no longer."""
    if stopped := nothing_on(ctx):
        return stopped
    if state(ctx)["kind"] == "station":
        return refused("no_like")
    return done("liked" if liked else "unliked", [Effect("media.like", value=liked)])


@skill.tool("edit_playlist")
def edit_playlist(ctx: Context, **_said: str) -> ToolResult:  # noqa: ARG001  none can be changed
    """Tell what can be done instead: playlists belong to where they were made."""
    return refused("no_edit")


# --- loudness -------------------------------------------------------------------------------


@skill.tool("set_volume")
def set_volume(ctx: Context, percent: float = -1, level: str = "") -> ToolResult:
    """Set the volume; what is out of range is said."""
    wanted = LEVELS[level] if level else percent
    if not 0 <= wanted <= 100:  # noqa: PLR2004  percent
        return refused("volume_range")
    effect = Effect("media.volume", value=wanted)
    return no_player(ctx) or done("volume", [effect], percent=round(wanted))


@skill.tool("adjust_volume")
def adjust_volume(ctx: Context, direction: str, amount: str = "", percent: float = 0) -> ToolResult:
    """Make it louder or quieter, within what there is."""
    if stopped := no_player(ctx):
        return stopped
    now = 0 if state(ctx)["muted"] else state(ctx)["volume"]
    step = (percent or STEPS[amount]) * (1 if direction == "up" else -1)
    wanted = max(0, min(100, now + step))
    if wanted == now:
        return answered("loudest" if direction == "up" else "quietest")
    key = "louder" if direction == "up" else "quieter"
    return done(key, [Effect("media.volume", value=wanted)], percent=round(wanted))


@skill.tool("set_mute")
def set_mute(ctx: Context, state: str) -> ToolResult:
    """Mute, or bring the sound back."""
    effect = Effect("media.mute", value=state == "on")
    return no_player(ctx) or done(f"mute_{state}", [effect])


# --- questions ------------------------------------------------------------------------------


@skill.tool("playing")
def what_plays(ctx: Context, about: str = "title") -> ToolResult:
    """Tell what is on."""
    media = state(ctx)
    if about == "volume" and media.get("available"):
        return answered("volume_is", percent=media["volume"], muted=media["muted"])
    if stopped := nothing_on(ctx):
        return answered(stopped.reply)
    left_s = max(0, media["duration_s"] - media["position_s"])
    values = {
        "title": media["title"],
        "artist": media["artist"],
        "album": media["album"],
        "paused": media["status"] != "playing",
        "left": spoken_duration(left_s, ctx.language) if media["duration_s"] else "",
    }
    card = {"type": "media"} | {
        key: media[key]
        for key in ("title", "artist", "album", "kind", "status", "position_s", "duration_s")
    }
    key = "station_is" if media["kind"] == "station" else f"{about}_is"
    return ToolResult(reply=key, values=values, card=card)


@skill.tool("list_media")
def list_media(ctx: Context, kind: str, artist: str = "") -> ToolResult:
    """Tell what there is to play."""
    media = state(ctx)
    if artist:
        whose = find(ctx, "", artist, "artist")
        names = [t for t, by in media["titles"] if whose and by == whose.name]
        artist = whose.name if whose else artist
    elif kind == "station":
        names = [station["name"] for station in media["stations"]]
    else:
        names = list(media[f"{kind}s"])
    if not names:
        return answered("list_none", kind=kind, artist=artist)
    title = artist or _TITLES[ctx.language][kind]
    card = {"type": "list", "title": title, "items": [{"title": name} for name in names[:50]]}
    values = {"names": names[:TOLD], "count": len(names), "kind": kind, "artist": artist}
    return ToolResult(reply="list", values=values, card=card)
