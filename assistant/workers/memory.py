"""Keep little of the memory that was freed: the C library's habits cost tens of megabytes.

Both do nothing where the C library is not glibc.
"""

from __future__ import annotations

import ctypes

_M_ARENA_MAX = -8
"""mallopt's number, from glibc's <malloc.h>."""


def use_one_arena() -> None:
    """Let threads share one heap: each of its own keeps what it freed. Call before they start."""
    _call("mallopt", _M_ARENA_MAX, 1)


def give_memory_back() -> None:
    """Return what the C library keeps of freed memory to the system."""
    _call("malloc_trim", 0)


def _call(name: str, *arguments: int) -> None:
    function = getattr(ctypes.CDLL(None), name, None)
    if function is not None:
        function(*arguments)
