"""Addresses of files on a model hub (Hugging Face's layout), and what to send with a request.

``huggingface_hub`` knows the default endpoint, mirrors (``HF_ENDPOINT``) and tokens; it comes
with the voice extra. Without it a hub can still be used when ``HF_ENDPOINT`` names one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from assistant.errors import DownloadError
from assistant.store.catalogue import HubSource


@dataclass(frozen=True, slots=True)
class HubRequest:
    """What to get, with which headers (a token is for the hub's own host only)."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)


def hub_request(source: HubSource, environment: Mapping[str, str]) -> HubRequest:
    """Return the request for a file of a hub.

    Raises:
        DownloadError: the hub is switched off (``HF_HUB_OFFLINE``) or none is known.
    """
    if environment.get("HF_HUB_OFFLINE", "").lower() in ("1", "true", "yes", "on"):
        raise DownloadError("the hub is switched off (HF_HUB_OFFLINE)")
    endpoint = environment.get("HF_ENDPOINT", "").rstrip("/")
    try:
        import huggingface_hub  # noqa: PLC0415  (optional: it comes with the voice extra)
    except ImportError:
        if not endpoint:
            raise DownloadError(
                "no hub is known: install huggingface_hub or set HF_ENDPOINT"
            ) from None
        return HubRequest(_plain_url(endpoint, source), _token_header(environment.get("HF_TOKEN")))
    url = huggingface_hub.hf_hub_url(
        source.repo, source.filename, revision=source.revision, endpoint=endpoint or None
    )
    return HubRequest(
        url, _token_header(environment.get("HF_TOKEN") or huggingface_hub.get_token())
    )


def _plain_url(endpoint: str, source: HubSource) -> str:
    revision = quote(source.revision, safe="")
    return f"{endpoint}/{source.repo}/resolve/{revision}/{quote(source.filename)}"


def _token_header(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}
