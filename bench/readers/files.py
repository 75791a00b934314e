"""Opens a model file and hands it to the reader of its format."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from storefront.configurator.solving.problem import Problem

from . import dimacs, prl, uvl, xcsp
from .broken import Broken

FORMATS: dict[str, Callable[[str, str], Problem]] = {
    ".xml": xcsp.parse,
    ".dimacs": dimacs.parse,
    ".cnf": dimacs.parse,
    ".uvl": uvl.parse,
    ".prl": prl.parse,
}

__all__ = ["Broken", "priced", "read"]


def read(path: Path) -> Problem:
    """The model in the file, every cost zero. Raises Broken with the file and the line where it cannot be read."""
    names = [suffix.lower() for suffix in path.suffixes]
    packed = bool(names) and names[-1] == ".gz"
    kind = names[-2 if packed else -1] if len(names) > packed else ""
    if kind not in FORMATS:
        raise Broken(path.name, 0, f"the name must end in one of {', '.join(FORMATS)} (and .gz if packed)")
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if packed else data).decode("utf-8-sig")
    except OSError as error:
        raise Broken(path.name, 0, error.strerror or "it cannot be read or unpacked") from error
    except (EOFError, zlib.error) as error:
        raise Broken(path.name, 0, "the packed file is cut short or damaged") from error
    except UnicodeDecodeError as error:
        raise Broken(path.name, data.count(b"\n", 0, error.start) + 1, "the file is not UTF-8 text") from error
    return FORMATS[kind](text, path.name)


def priced(problem: Problem, costs: Sequence[Sequence[int]]) -> Problem:
    """The problem with these exact costs per variable and value."""
    exact = tuple(tuple(row) for row in costs)
    return replace(problem, low=exact, high=exact)
