"""Opens a scheduling instance and hands it to the reader of its format, which is told by its content."""

from __future__ import annotations

import gzip
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from fulfilment.scheduling import Problem

from . import jobshop, psplib, tardiness
from .broken import Broken

LARGEST = 16 * 2**20


@dataclass(frozen=True)
class Instance:
    """`kind`: job shop | flexible | rcpsp | tardiness. The last is judged by its tardiness, the others by makespan."""

    name: str
    path: Path
    kind: str
    problem: Problem

    @property
    def family(self) -> str:
        """The set it belongs to: la, mk, gla, j60."""
        if self.kind == "rcpsp":
            return f"j{len(self.problem.operations) - 2}"
        letters = re.match(r"[a-z]+", self.name)
        return letters[0] if letters else self.path.parent.name


def read(path: Path) -> Instance:
    """Raises Broken with the file and the line where it cannot be read."""
    text = _text(path)
    name = path.name.split(".")[0].lower()
    if "RESOURCEAVAILABILITIES" in text or "PRECEDENCE RELATIONS" in text:
        return Instance(name, path, "rcpsp", psplib.parse(text, path.name))
    if "processing times" in text.lower():
        return Instance(name, path, "tardiness", tardiness.parse(text, path.name))
    kind, problem = jobshop.parse(text, path.name)
    return Instance(name, path, kind, problem)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
    except OSError as error:
        raise Broken(path.name, 0, error.strerror or "it cannot be read or unpacked") from error
    except (EOFError, zlib.error) as error:
        raise Broken(path.name, 0, "the packed file is cut short or damaged") from error
    if len(data) > LARGEST:
        raise Broken(path.name, 0, f"it is larger than {LARGEST // 2**20} MiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Collections of the nineties carry an accent in a comment; the numbers are the same in either reading.
        return data.decode("latin-1")
