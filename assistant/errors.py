"""Every error that the assistant raises on purpose.

    AssistantError
    ├── InputError           what the caller gave can't be used (not retryable)
    │   ├── AudioFormatError     a recording that can't be read
    │   ├── TextError            text that can't be understood as a request
    │   ├── PictureFileError     a picture file that can't be read or written
    │   └── NotFoundError        what the request names does not exist (any more)
    ├── ForbiddenError       a client of the local API may not do this
    ├── ConfigError          a setting or manifest is wrong; the message says what to fix
    │   └── SkillError           a skill bundle is wrong
    ├── StoreError           a model is missing, damaged or can't be fetched
    │   ├── NotInstalledError
    │   ├── IntegrityError       the SHA-256 or the size differs
    │   ├── DownloadError        (retryable)
    │   └── DiskFullError
    ├── DeviceError          microphone or speaker (retryable)
    ├── CameraError          a camera is not there or sends nothing (retryable)
    ├── EngineError          a recognizer, LLM or synthesizer failed (retryable)
    │   ├── EngineTimeoutError   it hung and was stopped
    │   ├── EngineDiedError      its process ended
    │   └── CloudError           an endpoint, the way to it or its reply failed (retryable)
    ├── VehicleError         a signal can't be read or written
    ├── PlaybackError        a song can't be played
    │   └── StreamError          a station can't be reached (retryable)
    ├── PhoneError           the phone is not there, or the network did not take it (retryable)
    ├── MapError             a map is missing, damaged, or can't be built
    │   ├── MapSourceError       the file that it should be built from is no good
    │   ├── MapNotInstalledError
    │   └── MapDamagedError      a file of it is cut, changed or can't be read
    ├── RouteError           there is no route; the code says why
    ├── PictureError         a picture can't be drawn or shown; the code says why
    │   └── PictureRequestError  its words are the reason
    ├── ConsentError         this kind of data may not leave the car
    ├── DatabaseError        a database of the assistant's own can't be read or written
    └── AlreadyRunningError  a second service on the same data folder

Ports wrap foreign exceptions into these, so that callers handle one family. ``code`` is
stable (scripts and the screen rely on it); ``spoken`` names the phrase that the car says.
"""

from __future__ import annotations


class AssistantError(Exception):
    """Root of the family: a stable ``code``, whether a retry can help, and a spoken line."""

    code = "error"
    retryable = False
    spoken = "error.internal"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class InputError(AssistantError):
    """What the caller gave can't be used."""

    code = "input"
    spoken = "error.not_understood"


class AudioFormatError(InputError):
    """A recording that can't be read: not audio, empty, damaged or too long."""

    code = "audio_format"


class TextError(InputError):
    """Text that can't be a request: empty, too long or without any letter."""

    code = "text"


class PictureFileError(InputError):
    """A picture file that can't be read or written: no picture, cut, or of an unknown kind."""

    code = "picture_file"


class NotFoundError(InputError):
    """What the request names does not exist, or no longer."""

    code = "not_found"


class ForbiddenError(AssistantError):
    """A client of the local API may not do this; the message says what it takes."""

    code = "forbidden"


class ConfigError(AssistantError):
    """A setting or a manifest is wrong; the message says which and what to write."""

    code = "config"


class SkillError(ConfigError):
    """A skill bundle is wrong, or its tool failed. Some failures have codes of their own.

    ``skill_forbidden`` (it asked the system for what it may not have), ``skill_timeout``,
    ``skill_output`` (it wrote too much), ``skill_died``, ``skill_cpu`` (it worked on without a
    call), ``skill_start``, ``skill_sandbox`` (this machine can't build walls around it).
    """

    code = "skill"


class StoreError(AssistantError):
    """A model is missing, damaged or can't be fetched."""

    code = "store"
    spoken = "error.engine"


class NotInstalledError(StoreError):
    """A model is in the catalogue but not on this machine."""

    code = "model_not_installed"


class IntegrityError(StoreError):
    """A file's SHA-256 or size differs from the catalogue's."""

    code = "model_damaged"


class DownloadError(StoreError):
    """No source delivered the file."""

    code = "download"
    retryable = True


class DiskFullError(StoreError):
    """The disk has no room for the file."""

    code = "disk_full"


class DeviceError(AssistantError):
    """A microphone or a speaker is missing or failed."""

    code = "audio_device"
    retryable = True


class CameraError(AssistantError):
    """A camera is not there, or sends no frames any more."""

    code = "camera"
    retryable = True


class EngineError(AssistantError):
    """A recognizer, LLM or synthesizer failed."""

    code = "engine"
    retryable = True
    spoken = "error.engine"


class EngineTimeoutError(EngineError):
    """An engine gave no answer in time and was stopped."""

    code = "engine_timeout"


class EngineDiedError(EngineError):
    """An engine's process ended."""

    code = "engine_died"


class CloudError(EngineError):
    """An endpoint gave no answer that can be used; ``reason`` is a short code of why.

    ``dns``, ``refused``, ``timeout``, ``certificate``, ``cut``, ``portal``, ``busy``, ``key``,
    ``model``, ``server``, ``request``, ``garbage``, ``too_large``, or ``unavailable`` (no endpoint
    may be asked now).
    """

    code = "cloud"

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class VehicleError(AssistantError):
    """A signal can't be read or written."""

    code = "vehicle"
    spoken = "error.vehicle"


class PlaybackError(AssistantError):
    """A song can't be played: its file is gone, damaged, or of an unknown kind."""

    code = "playback"
    spoken = "error.playback"


class StreamError(PlaybackError):
    """A station can't be reached."""

    code = "stream"
    retryable = True
    spoken = "error.stream"


class PhoneError(AssistantError):
    """The phone is not there, or its network did not take a call or a message."""

    code = "phone"
    retryable = True
    spoken = "error.phone"


class MapError(AssistantError):
    """A map can't be built or used; the message says what to do."""

    code = "map"
    spoken = "error.map"


class MapSourceError(MapError):
    """The source is no OpenStreetMap file, cut short, empty, or has no roads."""

    code = "map_source"


class MapNotInstalledError(MapError):
    """There is no map of this name on this machine."""

    code = "map_not_installed"


class MapDamagedError(MapError):
    """A file of an installed map is missing, cut, changed or can't be read."""

    code = "map_damaged"


class RouteError(AssistantError):
    """There is no route, or nothing is known about a place.

    Codes: ``route_off_map`` (no road near a point), ``route_no_path``, ``route_too_far``,
    ``route_request`` (the points make no sense), ``route_engine`` (anything else).
    """

    code = "route_engine"
    spoken = "error.route"


class PictureError(AssistantError):
    """A picture can't be drawn or shown.

    Codes: ``picture_cancelled``, ``picture_timeout`` (it took too long and was stopped),
    ``picture_busy`` (too many are waiting), ``picture_engine`` (anything else).
    """

    code = "picture_engine"
    retryable = True
    spoken = "error.picture"


class PictureRequestError(PictureError):
    """The words are no picture: they hold nothing that can be drawn, or it is drawn for nobody.

    Codes: ``picture_unknown``, ``picture_declined``.
    """

    code = "picture_unknown"
    spoken = "error.picture_request"
    retryable = False


class ConsentError(AssistantError):
    """This kind of data may not leave the car: nobody consented, or guest mode is on."""

    code = "consent_missing"
    spoken = "error.consent"


class DatabaseError(AssistantError):
    """A database of the assistant's own can't be read or written."""

    code = "database"


class AlreadyRunningError(AssistantError):
    """Another service uses the same data folder."""

    code = "already_running"
