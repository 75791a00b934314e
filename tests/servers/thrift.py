"""What Python itself spends on a long run: compiling modules anew, and looking for garbage.

Only the tests' conftest.py imports this, before anything else: it acts at once.
"""

from __future__ import annotations

import gc
import os
import sys

# Young, middle, old: the full look comes after a million new objects, not after seventy thousand.
THRESHOLDS = (10_000, 10, 10)


def keep_bytecode() -> None:
    """A run starts some forty processes of the shop, a thousand modules each: two seconds apiece where the environment
    forbids to keep what was compiled."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def let_the_garbage_lie() -> None:
    """Nothing that is imported or collected is garbage: it is not looked for until all of that is there."""
    gc.disable()


def look_for_garbage() -> None:
    """From here on. What is there now stays to the end, so nobody needs to walk through it again: more than half of the
    time of making an app was such walks. pytest looks once more at the end, and tells what was left open."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    gc.enable()


keep_bytecode()
let_the_garbage_lie()
