"""What makes the suite quick is in force, and leaves nothing behind (ADR 35)."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.servers import scratch


def test_a_process_that_a_test_starts_keeps_its_bytecode_and_its_files_where_the_suite_has_them() -> None:
    said = "import sys, tempfile; print(sys.dont_write_bytecode, tempfile.gettempdir())"
    ran = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", tempfile.gettempdir()]


def test_what_was_imported_is_not_looked_through_for_garbage_and_the_rest_is() -> None:
    assert gc.isenabled()
    assert gc.get_freeze_count() > 100_000


def test_sqlite_waits_for_no_disk_here(sqlite_engine: Engine) -> None:
    with sqlite_engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 0


def test_the_folder_of_a_run_that_was_killed_goes_and_that_of_one_that_lives_stays(tmp_path: Path) -> None:
    (tmp_path / "joinery-tests-of-a-run-that-was-killed").mkdir()
    living, lock = scratch.claim(tmp_path)
    scratch.forget_the_dead(tmp_path)
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == [living]
    lock.close()  # as the kernel does for a process that ends
    scratch.forget_the_dead(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_small_memory_and_one_that_runs_no_programs_are_left_alone() -> None:
    def memory(blocks: int, flags: int) -> os.statvfs_result:
        return os.statvfs_result((4096, 4096, blocks, blocks, blocks, 1, 1, 1, flags, 255))

    assert scratch.enough(memory(1_000_000, 0))
    assert not scratch.enough(memory(16_000, 0))
    assert not scratch.enough(memory(1_000_000, os.ST_NOEXEC))


@pytest.fixture
def gone_afterwards() -> Iterator[list[Path]]:
    """Made before `tmp_path`, so taken down after it."""
    seen: list[Path] = []
    yield seen
    assert not scratch.in_memory() or not [path for path in seen if path.exists()]


def test_files_in_memory_go_with_their_test(gone_afterwards: list[Path], tmp_path: Path) -> None:
    (tmp_path / "shop.sqlite").touch()
    gone_afterwards.append(tmp_path)


def test_only_the_run_itself_takes_its_folder_away(tmp_path: Path) -> None:
    folder, lock = scratch.claim(tmp_path)
    scratch._remove(folder, lock, os.getpid() + 1)
    assert folder.exists()
    scratch._remove(folder, lock, os.getpid())
    assert list(tmp_path.iterdir()) == []
