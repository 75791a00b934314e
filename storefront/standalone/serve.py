"""`python -m storefront.standalone.serve`: database, web, worker and the carriers' simulator by one command.

Ctrl-C, or the end of this process however it comes, leaves nothing running: each child is stopped in order, and the
kernel kills what a killed parent could not (on Linux; elsewhere they are stopped by hand). This process imports nothing
of the shop itself, so that a start costs one import, not two.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

_PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 6
LISTEN_SECONDS = 20
HALL_THREE = {
    "name": "Hall Three",
    "line1": "Norderhofenden 3",
    "city": "Flensburg",
    "postal_code": "24937",
    "country": "DE",
    "phone": "+49 461 555010",
    "email": "hello@hall-three.example",
}
WELCOME = """
  The shop         {url}/
  The console      {url}/console/      mette@hall-three.example, password hall-three-demo
  The carriers     {simulator}/        scans on demand
  Payments are a sandbox, mails are files in instance/mail. Ctrl-C stops everything.
"""


def main() -> None:
    """Set up what is missing, start the children, wait for one to end or for Ctrl-C."""
    port = int(os.environ.get("PORT", "5000"))
    simulator_port = int(os.environ.get("SIMULATOR_PORT") or _free_port(port + 1))
    _refuse_taken(port)
    instance = Path(os.environ.get("SHOP_INSTANCE") or "instance").resolve()
    instance.mkdir(parents=True, exist_ok=True)
    for key, value in demo_environment(port, simulator_port, instance).items():
        os.environ.setdefault(key, value)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _n, _f: stop.set())
    _prepare(instance, stop)
    children = [] if stop.is_set() else _start_all(commands(port, simulator_port, instance), port, stop)
    sys.stdout.write(WELCOME.format(url=f"http://127.0.0.1:{port}", simulator=f"http://127.0.0.1:{simulator_port}"))
    sys.stdout.flush()
    try:
        while not stop.wait(0.2):
            if any(child.poll() is not None for child in children):
                sys.stdout.write("A part of the shop stopped by itself; stopping the rest. Its words are above.\n")
                break
    finally:
        _stop(children)


def _start_all(commands: list[list[str]], port: int, stop: threading.Event) -> list[subprocess.Popen[bytes]]:
    """Web first, and the others when it listens: they would take half of what it needs to give its first answer."""
    web, *others = commands
    children = [_start(web)]
    deadline = time.monotonic() + LISTEN_SECONDS
    while children[0].poll() is None and time.monotonic() < deadline and not _listens(port) and not stop.wait(0.02):
        pass
    return children + [_start(command) for command in others]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def demo_environment(port: int, simulator_port: int, instance: Path) -> dict[str, str]:
    """What makes it a demo: short delays, a carrier that is the simulator, the address of this machine."""
    simulator, secret = f"http://127.0.0.1:{simulator_port}", _demo_secret(instance)
    ups = {
        "client_id": "demo",
        "client_secret": secret,
        "account_number": "A1B2C3",
        "base_url": simulator,
        "webhook_credential": secret,
    }
    van = {"webhook_secret": secret, "price": "89.00", "two_person_price": "89.00", "sender": "Hall Three"}
    van |= {"dispatch_url": simulator, "dispatch_token": secret}
    return {
        "SIM_UPS_CLIENT_ID": "demo",
        "SIM_UPS_CLIENT_SECRET": secret,
        "SIM_UPS_ACCOUNT": ups["account_number"],
        "SIM_UPS_WEBHOOK_CREDENTIAL": secret,
        "SIM_VAN_SECRET": secret,
        "SIM_VAN_TOKEN": secret,
        "SHOP_DEMO": "true",
        "SHOP_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SHOP_SIMULATOR_URL": simulator,
        "SHOP_CLOCK_FILE": str(instance / "clock"),
        "SHOP_UNDO_SECONDS": "30",
        "SHOP_BALANCE_DELAY_SECONDS": "3",
        "SHOP_CARRIERS": json.dumps({"ups": ups, "van": van}),
        "SHOP_SHIP_FROM": json.dumps(HALL_THREE),
    }


def _prepare(instance: Path, stop: threading.Event) -> None:
    """Tables and demo before anything serves; at a later start of the same version there is nothing to do."""
    mark, state = instance / "prepared", _state_of_preparation(instance)
    if mark.exists() and mark.read_text() == state:
        return
    child = _start([sys.executable, "-m", "storefront.standalone.prepare"])
    while child.poll() is None and not stop.wait(0.1):
        pass
    _stop([child])
    if child.returncode and not stop.is_set():
        raise SystemExit("The shop could not be set up; the reason is above. Mend it and run make run again.")
    if not stop.is_set():
        mark.write_text(_state_of_preparation(instance))


def _state_of_preparation(instance: Path) -> str:
    """Changes when there is a new migration, another database, or the file of ours is gone."""
    migrations = Path(__file__).resolve().parents[1] / "migrations" / "versions"
    address = os.environ.get("SHOP_DATABASE_URI", "")
    there = bool(address) or (instance / "shop.sqlite").exists()
    return "\n".join([address, str(there), *sorted(path.name for path in migrations.glob("*.py"))])


def commands(port: int, simulator_port: int, instance: Path) -> list[list[str]]:
    """The three children: web, simulator, worker."""
    python = sys.executable
    configuration = str(Path(__file__).with_name("gunicorn_conf.py"))
    state, url = str(instance / "carriers.sqlite"), f"http://127.0.0.1:{port}"
    pace = os.environ.get("SIMULATOR_SECONDS", "0")
    simulator = ["--port", str(simulator_port), "--state", state, "--shop-url", url, "--auto-seconds", pace]
    simulator += ["--clock-file", str(instance / "clock")]
    app = "storefront.standalone.app"
    return [
        [python, "-m", "gunicorn", "-c", configuration, "-b", f"127.0.0.1:{port}", f"{app}:create_app()"],
        [python, "-m", "carriers.simulator", *simulator],
        [python, "-m", "flask", "--app", app, "shop", "work"],
    ]


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise SystemExit(f"Port {port} is in use. Choose another one: PORT={port + 10} make run") from None


def _free_port(wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise SystemExit("There is no free port on this machine for the carriers' simulator.")


def _demo_secret(instance: Path) -> str:
    """What simulator and shop prove themselves with; kept, so that parcels of yesterday still arrive."""
    path = instance / "carriers.secret"
    if not path.exists():
        path.write_text(secrets.token_hex(16))
        path.chmod(0o600)
    return path.read_text()


def _die_with_parent() -> None:
    with contextlib.suppress(AttributeError, OSError):  # not Linux: there Ctrl-C still stops all
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches this process only, which then stops its children in order.
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: S603 - our own commands


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


if __name__ == "__main__":
    main()
