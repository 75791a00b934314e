"""From Python's syntax tree to ours, by allow-list: every accepted form is one case, all else is refused."""

from __future__ import annotations

import ast

from storefront.configurator.expressions import tree
from storefront.configurator.expressions.limits import FormulaError
from storefront.configurator.expressions.scope import Kind, Scope

ARITHMETIC: dict[type[ast.operator], tree.Arithmetic] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.FloorDiv: "//",
    ast.Mod: "%",
}
COMPARISONS: dict[type[ast.cmpop], tree.Comparison] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
FUNCTIONS = {"min": None, "max": None, "ceil_div": 2, "mul_div": 3, "mul_div_up": 3}  # None: two or more


def kind_of(node: tree.Node) -> Kind:
    """Whether a built node yields a number or a truth."""
    while isinstance(node, tree.Choice):
        node = node.then
    truths = (tree.Truth, tree.Compare, tree.OneOf, tree.All, tree.AnyOf, tree.Not)
    return "truth" if isinstance(node, truths) else "number"


class Builder:
    """Builds nodes within one scope; raises `FormulaError` for the first thing that is not on the list."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def build(self, node: ast.expr) -> tree.Node:
        match node:
            case ast.Constant(value=bool() as value):
                return tree.Truth(value)
            case ast.Constant(value=int() as value):
                return tree.Integer(value)
            case ast.Constant(value=str() as value):
                raise FormulaError(f"'{value}' stands alone. Compare an option with it, like base == '{value}'.")
            case ast.Name(id=name):
                return self._name(name)
            case ast.Subscript(value=ast.Name(id=table), slice=ast.Name(id=group)):
                return self._lookup(table, group)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
                return tree.Binary(ARITHMETIC[type(op)], self._number(left), self._number(right))
            case ast.UnaryOp(op=op, operand=operand):
                return self._unary(op, operand)
            case ast.BoolOp(op=op, values=values):
                parts = tuple(self._truth(value) for value in values)
                return tree.All(parts) if isinstance(op, ast.And) else tree.AnyOf(parts)
            case ast.Compare():
                return self._compare(node)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._choice(test, body, orelse)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self._call(name, arguments)
        raise FormulaError(
            "This formula uses something that formulas do not have. Use numbers, names, + - * // %, comparisons, "
            "and, or, not, if … else, min, max, ceil_div, mul_div, mul_div_up and tables."
        )

    def _number(self, node: ast.expr) -> tree.Node:
        built = self.build(node)
        if kind_of(built) != "number":
            raise FormulaError("A yes-or-no stands where a number is needed. Write “1 if … else 0”.")
        return built

    def _truth(self, node: ast.expr) -> tree.Node:
        built = self.build(node)
        if kind_of(built) != "truth":
            raise FormulaError("A number stands where a condition is needed. Compare it, like length > 2000.")
        return built

    def _name(self, name: str) -> tree.Node:
        if name in self.scope.numbers:
            return tree.Number(name)
        if name in self.scope.options:
            raise FormulaError(f"{name} is an option. Compare it ({name} == '…') or look it up in a table.")
        if name in self.scope.tables:
            raise FormulaError(f"{name} is a table. Look something up in it, like {name}[group].")
        raise FormulaError(f"There is nothing called {name} in this model. Check the spelling.")

    def _lookup(self, table: str, group: str) -> tree.Node:
        rows = self.scope.tables.get(table)
        if rows is None:
            raise FormulaError(f"There is no table called {table}. Add it under tables, or check the spelling.")
        if group not in self.scope.options:
            raise FormulaError(f"{table}[{group}]: {group} is not an option group of this model.")
        missing = [option for option in self.scope.options[group] if option not in rows]
        if missing:
            raise FormulaError(f"The table {table} has no row for {', '.join(missing)}. Add one for every {group}.")
        return tree.Lookup(table, group)

    def _unary(self, op: ast.unaryop, operand: ast.expr) -> tree.Node:
        if isinstance(op, ast.Not):
            return tree.Not(self._truth(operand))
        if isinstance(op, ast.USub):
            return tree.Negative(self._number(operand))
        if isinstance(op, ast.UAdd):
            return self._number(operand)
        raise FormulaError("That sign is not part of formulas. Use - or not.")

    def _choice(self, test: ast.expr, body: ast.expr, orelse: ast.expr) -> tree.Node:
        condition, then, otherwise = self._truth(test), self.build(body), self.build(orelse)
        if kind_of(then) != kind_of(otherwise):
            raise FormulaError("Both sides of an if … else must be numbers, or both conditions.")
        return tree.Choice(condition, then, otherwise)

    def _call(self, name: str, arguments: list[ast.expr]) -> tree.Node:
        if name not in FUNCTIONS:
            raise FormulaError(f"{name}(…) is not part of formulas. There are {', '.join(FUNCTIONS)}.")
        wanted = FUNCTIONS[name]
        if len(arguments) != wanted if wanted else len(arguments) < 2:
            raise FormulaError(f"{name} takes {wanted or 'at least 2'} numbers.")
        return tree.Call(name, tuple(self._number(argument) for argument in arguments))

    def _compare(self, node: ast.Compare) -> tree.Node:
        sides = [node.left, *node.comparators]
        parts = tuple(self._pair(sides[i], op, sides[i + 1]) for i, op in enumerate(node.ops))
        return parts[0] if len(parts) == 1 else tree.All(parts)

    def _pair(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> tree.Node:
        if isinstance(left, ast.Constant) and isinstance(left.value, str) and isinstance(op, (ast.Eq, ast.NotEq)):
            left, right = right, left
        if isinstance(left, ast.Name) and left.id in self.scope.options:
            return self._option(left.id, op, right)
        if type(op) not in COMPARISONS:
            raise FormulaError("“in” compares an option with names, like base in ('trestle', 'steelX').")
        return tree.Compare(COMPARISONS[type(op)], self._number(left), self._number(right))

    def _option(self, group: str, op: ast.cmpop, right: ast.expr) -> tree.Node:
        if isinstance(op, (ast.Eq, ast.NotEq)):
            found = [right]
        elif isinstance(op, (ast.In, ast.NotIn)) and isinstance(right, (ast.Tuple, ast.List)) and right.elts:
            found = right.elts
        else:
            raise FormulaError(f"{group} is an option: use ==, != or in with its names.")
        test = tree.OneOf(group, tuple(self._option_id(group, item) for item in found))
        return tree.Not(test) if isinstance(op, (ast.NotEq, ast.NotIn)) else test

    def _option_id(self, group: str, node: ast.expr) -> str:
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            raise FormulaError(f"{group} is compared with its option names in quotes, like {group} == '…'.")
        if node.value not in self.scope.options[group]:
            known = ", ".join(self.scope.options[group])
            raise FormulaError(f"{group} has no option '{node.value}'. There are {known}.")
        return node.value
