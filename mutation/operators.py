"""One-statement mutants of a source file.

Here: which places may be changed, and into what. A mutant is the file's text with one piece
replaced, so that line numbers and everything else stay. Not here: running tests.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

# What no test of behaviour can see: notes to readers and type checkers, guards against a slip of
# the programmer, and the words of messages (which code is raised is seen, and its numbers).
UNSEEN_KEYWORDS = frozenset(
    {"frozen", "eq", "kw_only", "encoding", "strict", "stacklevel", "maxsize", "doc"}
)
COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
}


@dataclass(frozen=True)
class Mutant:
    """One piece of a file, from ``start`` to ``end`` (of the text), replaced.

    ``lines`` are those of the statement it is in, or of its head if others stand below it.
    """

    lines: range
    kind: str
    start: int
    end: int
    after: str

    def apply(self, text: str) -> str:
        """The file's text with the piece replaced."""
        return text[: self.start] + self.after + text[self.end :]

    def find_line(self, text: str) -> str:
        """The line on which the piece begins, as it stands in the text."""
        start = text.rfind("\n", 0, self.start) + 1
        return text[start:].partition("\n")[0].strip()

    def show(self, text: str) -> str:
        """The piece before and after."""
        return f"{text[self.start : self.end]}  →  {self.after}"


def find_mutants(text: str) -> list[Mutant]:
    """Every mutant of a source text, in the order of their places."""
    starts = [0]
    for line in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    for node, lines in _walk(ast.parse(text), range(0)):
        for kind, place, after in _change(node):
            # The syntax tree counts bytes.
            first = starts[place.lineno - 1] + place.col_offset
            last = starts[(place.end_lineno or 0) - 1] + (place.end_col_offset or 0)
            start, end = (len(text.encode()[:at].decode()) for at in (first, last))
            found.append(Mutant(lines, kind, start, end, after))
    return sorted(found, key=lambda mutant: (mutant.start, mutant.end, mutant.after))


def _walk(node: ast.AST, lines: range) -> Iterator[tuple[ast.AST, range]]:
    if isinstance(node, ast.stmt):
        below = getattr(node, "body", None)
        end = below[0].lineno if below else (node.end_lineno or node.lineno) + 1
        lines = range(node.lineno, max(end, node.lineno + 1))
    yield node, lines
    for child in _children_seen(node):
        yield from _walk(child, lines)


def _children_seen(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, (ast.JoinedStr, ast.Import, ast.ImportFrom)):
        return
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "type_comment"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_unseen(child):
                yield child


def _is_unseen(node: ast.AST) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg in UNSEEN_KEYWORDS
    if isinstance(node, ast.Subscript):
        return ast.unparse(node.value) == "Literal"
    if isinstance(node, ast.If):
        return ast.unparse(node.test) == "TYPE_CHECKING"
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value


def _change(node: ast.AST) -> Iterator[tuple[str, ast.expr | ast.stmt, str]]:
    if isinstance(node, ast.expr):
        yield from _change_expression(node)
    if isinstance(node, (ast.If, ast.While, ast.IfExp)):
        yield "condition negated", node.test, f"not ({ast.unparse(node.test)})"
    if isinstance(node, ast.comprehension):
        for test in node.ifs:
            yield "condition negated", test, f"(not ({ast.unparse(test)}))"
    if isinstance(node, ast.Return) and not _is_nothing(node.value):
        yield "return value replaced", node, "return None"
    if _may_be_deleted(node):
        yield "statement deleted", node, "pass"


def _is_nothing(value: ast.expr | None) -> bool:
    return value is None or (isinstance(value, ast.Constant) and value.value is None)


def _may_be_deleted(node: ast.AST) -> bool:
    """Whether a statement does something; a name never assigned would only be an error."""
    if isinstance(node, ast.Assign):
        return not all(isinstance(target, (ast.Name, ast.Tuple)) for target in node.targets)
    return isinstance(node, (ast.Expr, ast.AugAssign, ast.Raise, ast.Continue, ast.Break))


def _change_expression(node: ast.expr) -> Iterator[tuple[str, ast.expr, str]]:
    kinds = (("comparison changed", _compare_otherwise), ("operator changed", _compute_otherwise))
    for kind, change in (*kinds, ("constant changed", _name_another), ("arguments swapped", _swap)):
        for after in change(node):
            yield kind, node, after


def _compare_otherwise(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            for other in COMPARED[type(operator)]:
                ops = [*node.ops[:number], other(), *node.ops[number + 1 :]]
                yield f"({ast.unparse(ast.Compare(node.left, ops, node.comparators))})"


def _compute_otherwise(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.BinOp) and type(node.op) in COMPUTED:
        yield f"({ast.unparse(ast.BinOp(node.left, COMPUTED[type(node.op)](), node.right))})"
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield f"({ast.unparse(ast.BoolOp(other, node.values))})"
    elif isinstance(node, ast.UnaryOp):
        yield f"({ast.unparse(node.operand)})"


def _name_another(node: ast.expr) -> Iterator[str]:
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(value, bool):
        yield repr(not value)
    elif isinstance(value, (int, float)):
        yield repr(value + 1)
    elif isinstance(value, str):
        yield repr(value + "X")


def _swap(node: ast.expr) -> Iterator[str]:
    """A call with two neighbouring arguments swapped."""
    arguments = node.args if isinstance(node, ast.Call) else []
    for at, (first, second) in enumerate(pairwise(arguments)):
        is_spread = isinstance(first, ast.Starred) or isinstance(second, ast.Starred)
        if isinstance(node, ast.Call) and not is_spread and ast.dump(first) != ast.dump(second):
            swapped = [*arguments[:at], second, first, *arguments[at + 2 :]]
            yield ast.unparse(ast.Call(node.func, swapped, node.keywords))
