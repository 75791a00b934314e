"""An adaptive range coder: numbers as bytes, each in as many bits as it is a surprise (G. N. N. Martin, 1979).

`Writer` and `Reader` are driven by the same code: what is written is told, what is read is `None` and comes back. So
the two cannot come apart. Forty-eight bits, as many as the browser's numbers hold with room to spare. After three
letters stand four bytes of Adler-32 over the rest: bytes that are cut or changed are refused before they are read.
"""

from __future__ import annotations

import zlib
from typing import Protocol

MAGIC = b"DD3"

_TOP = 1 << 48
_LEAST = 1 << 40
_LONGEST = 64  # bits of the longest number
_CHUNK = 16


class Coder(Protocol):
    def aim(self, total: int) -> int:
        """Reading: a place below `total`, in the part that was taken."""
        ...

    def take(self, start: int, size: int, total: int) -> None:
        """What happens next is the part of `size` from `start`, of `total`."""
        ...


class Writer:
    """Raises AssertionError when asked to read."""

    def __init__(self) -> None:
        self._low = 0
        self._span = _TOP
        self._bytes = 6

    def aim(self, total: int) -> int:
        raise AssertionError(f"nothing below {total} to read: this writes")

    def take(self, start: int, size: int, total: int) -> None:
        unit = self._span // total
        self._low += unit * start
        self._span = unit * size
        while self._span < _LEAST:
            self._low <<= 8
            self._span <<= 8
            self._bytes += 1

    def done(self) -> bytes:
        """Everything taken; a reader takes zeros for what is missing at the end."""
        shift = self._span.bit_length() - 1
        last = -(-self._low >> shift) << shift
        body = last.to_bytes(self._bytes + 1, "big")[1:].rstrip(b"\0")
        return MAGIC + zlib.adler32(body).to_bytes(4, "big") + body


class Reader:
    """Raises ValueError when the bytes are no diagram of this version, cut short, or tampered with."""

    def __init__(self, data: bytes) -> None:
        if data[: len(MAGIC)] != MAGIC:
            raise ValueError("these bytes are no decision diagram of this version")
        body = data[len(MAGIC) + 4 :]
        if data[len(MAGIC) : len(MAGIC) + 4] != zlib.adler32(body).to_bytes(4, "big"):
            raise ValueError("the decision diagram does not end where it should, or was changed")
        self._body = body
        self._place = 6
        self._code = int.from_bytes(body[:6].ljust(6, b"\0"), "big")
        self._span = _TOP

    def aim(self, total: int) -> int:
        return min(total - 1, self._code // (self._span // total))

    def take(self, start: int, size: int, total: int) -> None:
        unit = self._span // total
        self._code -= unit * start
        self._span = unit * size
        while self._span < _LEAST:
            more = self._body[self._place] if self._place < len(self._body) else 0
            self._code = self._code << 8 | more
            self._span <<= 8
            self._place += 1


class Weights:
    """How often each of some symbols was met, for symbols numbered as they come (Fenwick's tree, 1994)."""

    def __init__(self) -> None:
        self._sums = [0]
        self._each: list[int] = []
        self.total = 0

    def __len__(self) -> int:
        return len(self._each)

    def append(self) -> None:
        place = len(self._sums)
        self._sums.append(1 + self._before(place - 1) - self._before(place - (place & -place)))
        self._each.append(1)
        self.total += 1

    def add(self, symbol: int, weight: int) -> None:
        self._each[symbol] += weight
        self.total += weight
        place = symbol + 1
        while place < len(self._sums):
            self._sums[place] += weight
            place += place & -place

    def coded(self, coder: Coder, symbol: int | None, but: int | None = None) -> int:
        """A symbol that was met before, and not `but`; met once more."""
        left_out = 0 if but is None else self._each[but]
        if but is not None:
            self.add(but, -left_out)
        if symbol is None:
            symbol = self._at(coder.aim(self.total))
        coder.take(self._before(symbol), self._each[symbol], self.total)
        if but is not None:
            self.add(but, left_out)
        self.add(symbol, 1)
        return symbol

    def _before(self, place: int) -> int:
        total = 0
        while place:
            total += self._sums[place]
            place &= place - 1
        return total

    def _at(self, aim: int) -> int:
        place, step = 0, 1 << len(self._each).bit_length()
        while step:
            if place + step < len(self._sums) and self._sums[place + step] <= aim:
                place += step
                aim -= self._sums[place]
            step >>= 1
        return place


class Habits:
    """Yes or no, and numbers, each by how it went before in the same situation."""

    def __init__(self, coder: Coder) -> None:
        self.coder = coder
        self._flags: dict[tuple[int, ...], list[int]] = {}
        self._lengths: dict[int, list[int]] = {}

    def flag(self, situation: tuple[int, ...], value: bool | None) -> bool:
        met = self._flags.setdefault(situation, [1, 1])
        total = met[0] + met[1]
        if value is None:
            value = self.coder.aim(total) >= met[0]
        self.coder.take(met[0] if value else 0, met[value], total)
        met[value] += 2
        return value

    def below(self, limit: int, value: int | None) -> int:
        """Any number below the limit, all alike."""
        if value is None:
            value = self.coder.aim(limit)
        self.coder.take(value, 1, limit)
        return value

    def number(self, situation: int, value: int | None) -> int:
        """A number from 0: how many bits it has by habit, then all but the first as they are."""
        met = self._lengths.setdefault(situation, [1] * _LONGEST)
        total = sum(met)
        length = 0 if value is None else value.bit_length()
        if value is None:
            aim = self.coder.aim(total)
            while aim >= met[length]:
                aim -= met[length]
                length += 1
        self.coder.take(sum(met[:length]), met[length], total)
        met[length] += 32
        found, left = min(1, length), max(0, length - 1)
        while left:
            bits = min(_CHUNK, left)
            left -= bits
            found = found << bits | self.below(1 << bits, None if value is None else value >> left & (1 << bits) - 1)
        return found
