"""Which replies a skill's code may say, read from its texts; the code is not run."""

from __future__ import annotations

import ast
import re
from pathlib import Path

_ANY = ".*"


def said_keys(folder: Path) -> list[re.Pattern[str]]:
    """Return patterns of all texts in a bundle's Python files; any may be the key of a reply."""
    codes = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py"))]
    return [one for code in codes for one in keys_in(code)]


def keys_in(code: str) -> list[re.Pattern[str]]:
    """Return patterns of the texts in some code, what is put in at run time as ``.*``.

    >>> [one.pattern for one in keys_in('reply = f"already_{state}"')]
    ['already_', 'already_.*']
    """
    patterns = {_pattern(node) for node in ast.walk(ast.parse(code))}
    return [re.compile(one, re.DOTALL) for one in sorted(patterns) if one.strip("._*")]


def _pattern(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return re.escape(text)
        case ast.JoinedStr(values=parts):
            return "".join(_pattern(part) for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _pattern(left) + _pattern(right)
    return _ANY
