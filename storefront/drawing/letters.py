"""How wide words run, without a font engine: enough to break lines where no program does it for us (SVG)."""

from __future__ import annotations

from typing import Final

# Advances of Hanken Grotesk in shares of its size, by groups of letters.
_WIDTHS: Final = {
    **dict.fromkeys("iljI.,:;'|!‘’·", 0.27), **dict.fromkeys(" ftr()[]-/“”\"", 0.36), **dict.fromkeys("mwMW%@—…", 0.88),
    **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZ&", 0.67), **dict.fromkeys("sczkvxy", 0.5),
}  # fmt: skip
_USUAL: Final = 0.58


def run(words: str, size: float) -> float:
    """About how long the words are, in the unit of `size`."""
    return sum(_WIDTHS.get(sign, _USUAL) for sign in words) * size


def wrapped(words: str, room: float, size: float) -> list[str]:
    """The words in lines that fit `room`; a word longer than a line is cut. At least one line, perhaps empty."""
    lines, line = [], ""
    for word in words.split():
        longer = f"{line} {word}" if line else word
        if run(longer, size) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while run(line, size) > room:
            keep = next((end for end in range(len(line), 1, -1) if run(line[:end], size) <= room), 1)
            lines.append(line[:keep])
            line = line[keep:]
    return [*lines, line] if line or not lines else lines
