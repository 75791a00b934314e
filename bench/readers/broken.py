"""What every reader says of a file it cannot read."""

from __future__ import annotations


class Broken(ValueError):
    """The file is not what its name promises; `line` counts from 1, 0 means the file as a whole."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}" if line else f"{file}: {reason}")
        self.file, self.line, self.reason = file, line, reason
