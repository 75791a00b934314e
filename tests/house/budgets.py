"""`python -m tests.house.budgets`: files to about 300 lines, functions to about 30. The hard limits are a little above,
so that nobody splits a thought in two for the sake of a number."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES, FUNCTION_LINES, FOUNDATION_LINES = 320, 40, 1_000
CODE = (".py", ".js", ".css", ".html")
EXEMPT = ("tests/", "storefront/migrations/versions/", "static/vendor/")


def _files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode()
    names = [name for name in listed.split("\0") if name.endswith(CODE) and not name.startswith(EXEMPT)]
    return [ROOT / name for name in names if (ROOT / name).exists()]


def _code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring and signature."""
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) and len(body) > 1:
        body = body[1:]
    return (function.end_lineno or 0) - body[0].lineno + 1


def complaints() -> list[str]:
    found = []
    foundation = 0
    for path in _files():
        source = path.read_text()
        name, lines = path.relative_to(ROOT), source.count("\n")
        if lines > FILE_LINES:
            found.append(f"{name}: {lines} lines, at most {FILE_LINES}")
        if path.suffix != ".py":
            continue
        if name.parts[0] == "foundation":
            foundation += sum(1 for line in source.splitlines() if line.strip())
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _code_lines(node) > FUNCTION_LINES:
                found.append(f"{name}:{node.lineno} {node.name}: {_code_lines(node)} lines, at most {FUNCTION_LINES}")
    if foundation > FOUNDATION_LINES:
        found.append(f"foundation: {foundation} lines that are not blank, at most {FOUNDATION_LINES}")
    return found


if __name__ == "__main__":
    for complaint in complaints():
        print(complaint)
    sys.exit(bool(complaints()))
