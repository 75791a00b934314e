"""The simulator itself: it remembers, it misbehaves on demand, its pictures are real."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from carriers.reduce import reduce_status
from carriers.simulator import SimulatorSettings, create_simulator, onez, picture
from carriers.simulator.app import close
from carriers.simulator.scenario import steps
from carriers.simulator.stage import stage_of
from carriers.tracking import TrackRef
from carriers.ups.status import classify
from tests.carriers.conftest import serving
from tests.servers.postgres import free_port

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("number", ["1Z999AA10123456784", "1Z204W4R0308071865"])
def test_real_numbers_have_the_check_digit_we_compute(number):
    assert onez.valid(number)
    assert not onez.valid(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_every_scan_of_every_scenario_is_a_code_we_know():
    for name in ("standard", "long", "customs", "attempt", "weather", "return"):
        for step in steps("ups", name):
            assert classify(step.kind, step.code, step.number, step.text) is not None


def test_bars_add_up_to_whole_symbols():
    assert sum(picture.bars("1Z999AA10123456784")) == 11 * (1 + 18 + 1) + 13


def test_the_gif_unpacks_to_the_picture_that_was_drawn():
    data = picture.gif(["Zoë Müller", "10435 Berlin"], "1Z999AA10123456784")
    pixels = unpack(data)
    assert len(pixels) == picture.WIDTH * picture.HEIGHT
    row = pixels[450 * picture.WIDTH : 451 * picture.WIDTH]
    widths = picture.bars("1Z999AA10123456784")
    drawn = b"".join(bytes([1 - i % 2]) * w for i, w in enumerate(widths))
    assert row[30 : 30 + len(drawn)] == drawn


def unpack(data):
    """A GIF reader of a dozen lines, to keep the writer honest."""
    at, packed = data.index(b",", 19) + 11, b""
    while data[at]:
        packed += data[at + 1 : at + 1 + data[at]]
        at += data[at] + 1
    bit, size, table, out, word, code = 0, 3, {}, bytearray(), b"", 4
    while code != 5:
        window = int.from_bytes(packed[bit // 8 : bit // 8 + 4], "little") >> bit % 8
        code, bit = window & (1 << size) - 1, bit + size
        if code == 4:
            table, size, word = {i: bytes([i]) for i in range(4)} | {4: b"", 5: b""}, 3, b""
        elif code != 5:
            entry = table[code] if code in table else word + word[:1]
            out += entry
            if word and len(table) < 4096:
                table[len(table)] = word + entry[:1]
            word, size = entry, max(size, min(12, len(table).bit_length()))
    return bytes(out)


def test_parcels_survive_a_restart(clock, tmp_path, make_ups, shipment):
    settings = SimulatorSettings(state=str(tmp_path / "kept.sqlite"))
    first = create_simulator(clock, settings)
    with serving(first) as url:
        number = make_ups(base_url=url).label(shipment, "k1").tracking_number
    close(first)
    second = create_simulator(clock, settings)
    with serving(second) as url:
        again = make_ups(base_url=url)
        assert again.track([TrackRef(number)])[0].ok
        assert again.label(shipment, "k1").tracking_number == number
        assert again.label(shipment, "k2").tracking_number != number
    close(second)


def test_doubled_and_reordered_pushes_lead_to_the_same_state(ups, sim, shipment, doorstep):
    number = ups.label(shipment, "k1").tracking_number
    ups.subscribe([TrackRef(number)], "")
    sim.post("hooks", mode="reorder")
    for _ in range(4):
        sim.post(f"ups/{number}/advance")
    states = [ups.parse_webhook(h, raw).results[0].events[0] for _, h, raw in doorstep.calls]
    assert [e.status for e in states] == ["in_transit", "picked_up", "delivered", "out_for_delivery"]
    assert reduce_status(states).status == "delivered"


def test_a_push_the_shop_did_not_take_goes_out_again(van, sim, doorstep):
    doorstep.status = 503
    assert sim.post("van/VAN0001/advance")["hooks"] == [503]
    doorstep.status = 200
    assert sim.post("hooks/flush") == {"hooks": [200]}
    assert sim.post("hooks/flush") == {"hooks": []}


def test_a_shop_that_keeps_refusing_is_left_alone(van, sim, doorstep):
    doorstep.status = 403
    sim.post("van/VAN0001/advance")
    for _ in range(9):
        assert sim.post("hooks/flush") == {"hooks": [403]}
    assert sim.post("hooks/flush") == {"hooks": []}


def test_a_doubled_push_has_one_delivery_id(van, sim, doorstep):
    sim.post("hooks", mode="double")
    sim.post("van/VAN0001/advance")
    assert [json.loads(raw)["delivery_id"] for _, _, raw in doorstep.calls] == ["VAN0001.1"] * 2


def test_any_scan_can_be_written_even_one_nobody_knows(ups, sim, shipment):
    number = ups.label(shipment, "k1").tracking_number
    sim.post(f"ups/{number}/scan", code="X9")
    sim.post(f"ups/{number}/scan", code="Q7", kind="Q", number="999", text="Abducted")
    [result] = ups.track([TrackRef(number)])
    assert reduce_status(result.events).status == "exception"
    assert set(result.unmapped) == {"Q7", "999"}


def test_controls_answer_in_sentences_and_the_right_status(sim, ups, shipment):
    number = ups.label(shipment, "k1").tracking_number

    def status(path, **body):
        return requests.post(f"{sim.url}/_sim/{path}", json=body, timeout=60).status_code

    assert status("ups/1Znope/advance") == 404
    assert status(f"ups/{number}/scan") == 422
    assert status(f"ups/{number}/scenario", name="flood") == 422
    assert status("faults", kind="flood") == 422
    assert status("hooks", mode="flood") == 422
    assert status("reset") == 204
    assert sim.get("parcels") == {"parcels": []}


def test_a_scenario_ends(sim):
    for _ in range(3):
        sim.post("van/VAN0002/advance")
    assert requests.post(f"{sim.url}/_sim/van/VAN0002/advance", timeout=60).status_code == 409
    assert sim.get("van/VAN0002")["left"] == []


def test_the_clockwork_moves_what_is_due_and_nothing_else(clock, tmp_path, doorstep):
    app = create_simulator(clock, SimulatorSettings(str(tmp_path / "a.sqlite"), doorstep.url, auto_seconds=10))
    world, clocks = stage_of(app).world, stage_of(app).clockwork
    world.expect("VAN0003", f"{doorstep.url}/hooks/carriers/van")
    assert clocks.tick() == 0
    clock.advance(timedelta(seconds=10))
    assert [clocks.tick(), clocks.tick()] == [1, 0]
    assert len(doorstep.calls) == 1
    close(app)


def test_the_program_starts_answers_and_ends_on_a_signal(tmp_path):
    port = free_port()
    command = [sys.executable, "-m", "carriers.simulator", "--port", str(port), "--auto-seconds", "1"]
    command += ["--state", str(tmp_path / "s.sqlite"), "--shop-url", "http://127.0.0.1:9"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert f":{port}/" in process.stdout.readline()
    assert requests.get(f"http://127.0.0.1:{port}/_sim/health", timeout=60).json()["ok"]
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0
    process.stdout.close()
