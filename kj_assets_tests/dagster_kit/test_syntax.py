"""What one source file defines, and which names each definition mentions."""

from __future__ import annotations

import pytest

from kj_assets.dagster_kit.syntax import Module, read_module

TEXT = '''
"""Of the module."""
import numpy as np
import a.b
import a.c as d
from e import f as g
from . import h

LIMIT, OTHER = 3, LIMIT
LIMIT: int = 4

@g
def one(x=LIMIT, y=1):
    """Of the function."""
    from late import now
    return np.sum(x) + now(y) + h.two(x) + x.limit

class Box(OTHER):
    def put(self, LIMIT):
        return LIMIT + d.three

async def later(g):
    return g(LIMIT) + g.attribute

if LIMIT:
    hidden = 1
'''


@pytest.fixture(scope="module")
def module() -> Module:
    return read_module("m", TEXT)


def test_every_top_level_name_is_defined_and_what_is_imported_is_not(module):
    assert list(module.definitions) == ["LIMIT", "OTHER", "one", "Box", "later"]


def test_imported_names_lead_to_where_they_come_from(module):
    assert module.imports == {
        "np": ("numpy", "*"),
        "a": ("a", "b"),
        "d": ("a", "c"),
        "g": ("e", "f"),
        "h": ("", "h"),
        "now": ("late", "now"),
    }


def test_mentions_are_names_defined_here_or_imported(module):
    mentioned = {name: set(found.names) for name, found in module.definitions.items()}
    assert mentioned["OTHER"] == {("m", "LIMIT"), ("m", "OTHER")}
    assert mentioned["one"] == {
        ("e", "f"),
        ("m", "LIMIT"),
        ("late", "now"),
        ("numpy", "*"),
        ("", "h"),
    }
    assert ("m", "OTHER") in mentioned["Box"]
    assert mentioned["later"] == {("m", "LIMIT")}


def test_attributes_are_told_of_imported_names_alone(module):
    told = {name: set(found.attributes) for name, found in module.definitions.items()}
    assert told["one"] == {("numpy.*", "sum"), (".h", "two")}
    assert told["Box"] == {("a.c", "three")}
    assert told["later"] == set()


def test_what_is_imported_for_its_own_sake_is_mentioned():
    module = read_module("m", "def f():\n    import seen.only\n    from seen import too\n")
    assert set(module.definitions["f"].names) == {("seen", "only"), ("seen", "too")}


def digest(text: str, name: str = "f") -> str:
    return read_module("m", text).definitions[name].digest


def test_a_definition_is_its_syntax_without_its_docstring():
    told = 'def f(x):\n    """Says."""\n    return x\n'
    assert digest(told) == digest("def f(x):\n    # Says.\n    return x")
    assert digest(told) != digest("def f(x):\n    return +x\n")
    assert digest('def f():\n    """Only says."""\n') == digest("def f():\n    pass\n")
    assert len(digest(told)) == 16


def test_docstrings_of_what_is_inside_do_not_count_and_other_texts_do():
    text = (
        'class f:\n    """Says."""\n    def g(self):\n        """Says."""\n        return "said"\n'
    )
    assert digest(text) == digest(text.replace("Says.", "Tells."))
    assert digest(text) != digest(text.replace("said", "told"))


def test_all_statements_that_define_a_name_are_its_meaning():
    assert digest("f = 1\nf = 2\n") != digest("f = 2\n")
    assert digest("f = 1\ng = 2\n") == digest("f = 1\n")
