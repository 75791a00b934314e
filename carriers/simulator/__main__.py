"""`python -m carriers.simulator`: the simulator on its own, for the demo. Ctrl-C or SIGTERM ends it cleanly."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from werkzeug.serving import make_server

from carriers.simulator.app import close, create_simulator
from carriers.simulator.settings import SimulatorSettings
from carriers.simulator.stage import stage_of
from foundation.plain.clock import OffsetClock, SystemClock


def read_arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m carriers.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=5055, help="port to listen on")
    parser.add_argument("--state", default="carrier-simulator.sqlite", metavar="FILE", help="where parcels are kept")
    parser.add_argument("--shop-url", default="http://127.0.0.1:5000", help="where webhooks go")
    parser.add_argument("--auto-seconds", type=int, default=0, metavar="N", help="a step every N seconds; 0: by hand")
    parser.add_argument("--clock-file", default="", metavar="FILE", help="the demo's clock, shared with the shop")
    parser.add_argument("--utc-offset", default="+01:00", help="wall clock of the depots")
    return parser.parse_args(argv)


def read_settings(arguments: argparse.Namespace) -> SimulatorSettings:
    """Arguments, and credentials from the environment (SIM_UPS_CLIENT_SECRET and so on), which shows in no `ps`."""
    given: dict[str, Any] = {
        name: os.environ[f"SIM_{name.upper()}"]
        for name in SimulatorSettings.__dataclass_fields__
        if name.startswith(("ups_", "van_")) and name != "ups_token_seconds" and f"SIM_{name.upper()}" in os.environ
    }
    return SimulatorSettings(
        state=arguments.state,
        shop_url=arguments.shop_url.rstrip("/"),
        auto_seconds=arguments.auto_seconds,
        utc_offset=arguments.utc_offset,
        **given,
    )


def main(argv: list[str]) -> int:
    arguments = read_arguments(argv)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    clock = OffsetClock(Path(arguments.clock_file)) if arguments.clock_file else SystemClock()
    app = create_simulator(clock, read_settings(arguments))
    server = make_server(arguments.host, arguments.port, app, threaded=True)

    def ended(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, ended)
    stage_of(app).clockwork.start()
    sys.stdout.write(f"Carrier simulator on http://{arguments.host}:{server.server_port}/_sim/health\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass  # the way it is meant to end
    finally:
        server.server_close()
        close(app)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
