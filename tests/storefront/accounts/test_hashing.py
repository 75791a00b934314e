"""A password is hashed beside the loop: while argon2 thinks, pages go on."""

from __future__ import annotations

import subprocess
import sys

# With gevent the whole process is patched, so this one is another's.
PROGRAM = """
from gevent import monkey; monkey.patch_all()
import gevent, hashlib
from storefront.standalone import hashing
ticks = []
def tick():
    while True:
        ticks.append(1)
        gevent.sleep(0.002)
gevent.spawn(tick)
gevent.sleep(0.01)
before = len(ticks)
hashing._beside(lambda: hashlib.scrypt(b"a password", salt=b"s", n=2**14, r=8, p=4, maxmem=2**26))
print(len(ticks) - before)
"""


def test_the_loop_turns_while_a_password_is_hashed() -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60)
    assert int(ran.stdout) > 5
