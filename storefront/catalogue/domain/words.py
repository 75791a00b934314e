"""Search forgives: accents, case, the end of a word, a slip of the finger. All of it is decided here, alike for both
databases; they only look words up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"\w+")
LONGEST_QUERY, MOST_WORDS, LONGEST_WORD = 200, 8, 40
NEAR, MOST_NEAR = 0.34, 4


def fold(text: str) -> str:
    """`text` without case and accents: `fold("Möbelöl") == "mobelol"`."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def tokens(text: str) -> list[str]:
    """The folded words of a text, in order; underscores part words too."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text).replace("_", " "))]


def query_words(query: str) -> list[str]:
    """The words somebody searched for, each once, never more than a search can use."""
    return list(dict.fromkeys(tokens(query[:LONGEST_QUERY])))[:MOST_WORDS]


def trigrams(word: str) -> frozenset[str]:
    """The three-letter windows of a word, its edges padded, as pg_trgm does
    (https://www.postgresql.org/docs/18/pgtrgm.html)."""
    padded = f"  {word} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def likeness(one: str, other: str) -> float:
    """0 to 1: the share of trigrams two words have in common."""
    a, b = trigrams(one), trigrams(other)
    return len(a & b) / len(a | b)


def near(word: str, vocabulary: Iterable[str]) -> list[str]:
    """The words of the vocabulary that somebody who typed `word` may have meant, best first."""
    if len(word) < 3:
        return []
    scored = [(likeness(word, known), known) for known in vocabulary if abs(len(known) - len(word)) <= 3]
    kept = [pair for pair in scored if pair[0] >= NEAR or one_slip(word, pair[1])]
    return [known for _, known in sorted(kept, key=lambda pair: (-pair[0], pair[1]))][:MOST_NEAR]


def one_slip(one: str, other: str) -> bool:
    """Whether one letter added, left out, changed or swapped with its neighbour makes `one` into `other`: in a word
    of three or four letters that leaves too few trigrams alike."""
    if one == other or abs(len(one) - len(other)) > 1:
        return one == other
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[same:], other[same:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def repaired(words: Sequence[str], vocabulary: Sequence[str]) -> list[list[str]]:
    """For each searched word the words to look for: itself where something begins with it, else its neighbours.

    An empty inner list means that nothing here is even near.
    """
    found = {word for word in words if any(known.startswith(word) for known in vocabulary)}
    return [[word] if word in found else near(word, vocabulary) for word in words]
