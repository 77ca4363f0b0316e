"""What a running service tells of its skills: plain data for the control socket and the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from assistant.skillhost.manifest import Bundle

if TYPE_CHECKING:  # it loads the protocol's library, which a single question needn't wait for
    from assistant.skillhost.host import HostStatus


def skills_report(bundles: Sequence[Bundle], status: HostStatus) -> dict[str, Any]:
    """Return the skills in use and where each runs.

    ``memory_mb`` (2**20 bytes) is that of the whole process, which several skills may share;
    ``problems`` tells by id why a skill can't be used.
    """
    process_of = {skill: one for one in status.processes for skill in one.skills}
    rows = []
    for bundle in bundles:
        process = process_of.get(bundle.id)
        rows.append(
            {
                "id": bundle.id,
                "version": bundle.version,
                "process": process.name if process else "",
                "state": process.state if process else "stopped",
                "memory_mb": round(process.pss_mb, 1) if process else 0.0,
                "fault": process.fault if process else "",
            }
        )
    return {"type": "skills", "skills": rows, "problems": dict(status.problems)}
