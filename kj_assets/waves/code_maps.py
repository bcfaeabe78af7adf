"""Mappings keyed by what a cell holds, and what an empty cell stands for.

Here: a code in its one form, and no code twice. Not here: which levels there are (`offered.py`).
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from kj_assets.waves.codes import canonical_code


def _as_code(value: Any) -> Any:
    if value is not None and not isinstance(value, str | int | float):
        return value
    code = canonical_code("" if value is None else value)
    if code is None:
        told = "a blank cell is no code: say under 'blank' what it stands for"
        raise PydanticCustomError("blank_code", told)
    return code


def _refuse_twice(value: Any) -> Any:
    written: dict[Any, Any] = {}
    for key in value if isinstance(value, dict) else ():
        code = canonical_code(key) if isinstance(key, str | int | float) else key
        if code in written:
            told = {"first": repr(written[code]), "second": repr(key), "below": (key,)}
            message = "{first} and {second} are one code: keep one"
            raise PydanticCustomError("same_code", message, told)
        written[code] = key
    return value


Cell = Annotated[str, BeforeValidator(_as_code)]
"""What a cell of the file holds, in its one form; a blank cell is none."""

CodesApart = BeforeValidator(_refuse_twice)
"""For a mapping keyed by `Cell`: ``1`` and ``" 1"`` may not both stand in it."""
