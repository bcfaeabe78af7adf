"""The tool that breaks statements: each mutant is one change, and Python still reads the file."""

from __future__ import annotations

import ast

from mutation.operators import Mutant, find_mutants
from mutation.reach import Reach

TEXT = '''"""Of a module."""


def judge(n: int = 3, word: str = "few") -> bool:
    """Of a function."""
    if n < 5 and not word:
        raise ValueError(f"가 {n} of few")
    seen.add(max(n, 2) + 1)
    return n == 4
'''


def test_every_kind_of_change_is_made_and_each_leaves_a_program():
    mutants = find_mutants(TEXT)
    assert {mutant.kind for mutant in mutants} == {
        *("comparison changed", "operator changed", "constant changed", "condition negated"),
        *("return value replaced", "statement deleted", "arguments swapped"),
    }
    changed = [mutant.apply(TEXT) for mutant in mutants]
    assert TEXT not in changed
    assert len({ast.dump(ast.parse(text)) for text in changed}) == len(mutants)


def test_a_place_after_letters_of_several_bytes_is_found():
    shown = [mutant.show("seen = '가나', 7\n") for mutant in find_mutants("seen = '가나', 7\n")]
    assert shown == ["'가나'  →  '가나X'", "7  →  8"]


def test_what_no_test_can_see_is_left_alone():
    text = '"""Words."""\nfrom x import y\ndataclass(frozen=True)\nnote: Literal["a"]\n'
    text += "if TYPE_CHECKING:\n    import z\n"
    assert [mutant.kind for mutant in find_mutants(text)] == ["statement deleted"]


def test_a_test_is_chosen_where_it_reaches_any_line_of_the_statement():
    reach = Reach("test_a.py", 1.0, {"a.py": {"4": ["test_it"], "9": [""]}})
    assert reach.select("a.py", range(3, 5)) == ["test_a.py::test_it"]
    assert reach.select("a.py", range(9, 10)) == ["test_a.py"]
    assert reach.select("a.py", range(20, 21)) == []


def test_a_mutant_leaves_the_rest_of_the_file():
    assert Mutant(range(1), "", 4, 5, "2").apply("a = 1  # one\n") == "a = 2  # one\n"
