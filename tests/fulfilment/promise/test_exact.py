"""Planned ends against CP-SAT: the bench's thousands in small."""

from __future__ import annotations

from random import Random

from bench.promise.exact import gap_of
from bench.promise.instances import assembly, chain, staffed, staffed_assembly


def test_a_chain_ends_as_early_as_it_can() -> None:
    assert [gap_of(chain(Random(f"test {number}"))) for number in range(25)] == [0.0] * 25


def test_an_assembly_ends_close_to_the_earliest() -> None:
    gaps = [gap_of(assembly(Random(f"test {number}"))) for number in range(15)]
    assert sum(gaps) / len(gaps) <= 0.005


def test_a_chain_with_people_ends_as_early_as_it_can() -> None:
    assert [gap_of(staffed(Random(f"test {number}"))) for number in range(20)] == [0.0] * 20


def test_an_assembly_with_people_ends_close_to_the_earliest() -> None:
    gaps = [gap_of(staffed_assembly(Random(f"test {number}"))) for number in range(12)]
    assert sum(gaps) / len(gaps) <= 0.005
