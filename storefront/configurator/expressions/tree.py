"""The tree of a formula: a closed list of nodes. What is not here cannot be said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Arithmetic = Literal["+", "-", "*", "//", "%"]
Comparison = Literal["<", "<=", ">", ">=", "==", "!="]


@dataclass(frozen=True)
class Integer:
    value: int


@dataclass(frozen=True)
class Truth:
    value: bool


@dataclass(frozen=True)
class Number:
    """A numeric input by name."""

    name: str


@dataclass(frozen=True)
class Lookup:
    """`table[group]`: the whole number that a table holds for the chosen option."""

    table: str
    group: str


@dataclass(frozen=True)
class Binary:
    op: Arithmetic
    left: Node
    right: Node


@dataclass(frozen=True)
class Negative:
    operand: Node


@dataclass(frozen=True)
class Call:
    """min, max, ceil_div, mul_div, mul_div_up."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Compare:
    op: Comparison
    left: Node
    right: Node


@dataclass(frozen=True)
class OneOf:
    """The chosen option of `group` is one of `ids`."""

    group: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class All:
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    operand: Node


@dataclass(frozen=True)
class Choice:
    """`then if condition else otherwise`."""

    condition: Node
    then: Node
    otherwise: Node


Node = Integer | Truth | Number | Lookup | Binary | Negative | Call | Compare | OneOf | All | AnyOf | Not | Choice


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below `node`, left to right."""
    match node:
        case Binary(_, left, right) | Compare(_, left, right):
            return (left, right)
        case Negative(operand) | Not(operand):
            return (operand,)
        case Call(_, parts) | All(parts) | AnyOf(parts):
            return parts
        case Choice(condition, then, otherwise):
            return (condition, then, otherwise)
        case _:
            return ()


def names(node: Node) -> frozenset[str]:
    """Every input (number or group) that the value depends on."""
    found: set[str] = set()
    todo = [node]
    while todo:
        current = todo.pop()
        match current:
            case Number(name):
                found.add(name)
            case Lookup(_, group) | OneOf(group, _):
                found.add(group)
        todo.extend(children(current))
    return frozenset(found)


def tables(node: Node) -> frozenset[str]:
    """Every table that the value is looked up in."""
    found: set[str] = set()
    todo = [node]
    while todo:
        current = todo.pop()
        if isinstance(current, Lookup):
            found.add(current.table)
        todo.extend(children(current))
    return frozenset(found)
