"""Reading YAML into pydantic models, with mistakes named by file, line and path.

Here: the reader and the base classes every declaration shares. Not here: what a codebook,
a wave or a model declares (`codebook.py`, `registry.py`, `model/registry.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from kj_assets.errors import DeclarationError
from kj_assets.plain_yaml import PlainLoader
from kj_assets.waves.yaml_bounds import refuse_hostile_yaml

Model = TypeVar("Model", bound=BaseModel)
Path_ = Sequence[int | str]


class Declared(BaseModel):
    """Base of every declaration: frozen, and an unknown key is a mistake, not a wish."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _know_every_key(cls, given: Any) -> Any:
        keys = given if isinstance(given, dict) else ()
        unknown = [key for key in keys if key not in cls.model_fields]
        if unknown:
            allowed = ", ".join(cls.model_fields)
            told = {"below": (str(unknown[0]),), "allowed": allowed}
            raise PydanticCustomError("unknown_key", "no such key; allowed: {allowed}", told)
        return given


class Text(Declared):
    """A text in both languages of the tracker."""

    en: str
    ko: str

    def in_language(self, language: str) -> str:
        """Return the text in ``en`` or ``ko``."""
        return str(getattr(self, language))


def _in_both(value: object) -> object:
    if isinstance(value, str):
        return {"en": value, "ko": value}
    if not isinstance(value, dict | Text):
        raise PydanticCustomError("name", "write a text, or one for each of en and ko")
    return value


Name = Annotated[Text, BeforeValidator(_in_both, json_schema_input_type=str | Text)]
"""A name that may be written once where it is the same in both languages."""


def _as_code(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Code = Annotated[str, BeforeValidator(_as_code)]
"""A code, level or wave id: ``1`` and ``"1"`` are the same code."""


def read_declaration(path: Path, model: type[Model]) -> Model:
    """Read one YAML file into its pydantic model.

    Raises:
        DeclarationError: F101 the file is missing or not YAML, F102 it does not fit the
            model. The message names file, line, path, what was found and what is allowed.
    """
    if not path.is_file():
        raise DeclarationError("F101", f"{path}: no such file")
    text = _read_text(path)
    try:
        refuse_hostile_yaml(text)
        content = yaml.load(text, Loader=PlainLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise DeclarationError("F101", f"{path}:{line}: not valid YAML: {error.problem}") from error
    except yaml.reader.ReaderError as error:
        line = text.encode().count(b"\n", 0, error.position) + 1
        raise DeclarationError("F101", f"{path}:{line}: not valid YAML: {error.reason}") from error
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise DeclarationError("F102", _describe_mistakes(path, text, error)) from error


def _read_text(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DeclarationError(
            "F101",
            f"{path}:{line}: not UTF-8: byte {content[error.start]:#04x}; save the file as UTF-8",
        ) from error


def _describe_mistakes(path: Path, text: str, error: ValidationError) -> str:
    # By the parser that read it: PyYAML's own stumbles over texts that libyaml takes.
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    lines = []
    for mistake in error.errors():
        place = [step for step in mistake["loc"] if step != "[key]"]
        place += mistake.get("ctx", {}).get("below", ())
        where = ".".join(str(step) for step in place) or "(top)"
        is_told = mistake["type"] in ("missing", "unknown_key", "blank_code", "same_code")
        found = "" if is_told else f"; found {_shorten(mistake['input'])}"
        lines.append(f"{path}:{_line_of(root, place)}: {where}: {mistake['msg']}{found}")
    return "\n".join(lines)


def find_line(path: Path, place: Path_) -> int:
    """Line (from 1) at which a YAML file says something, such as ``("fieldwork", "end")``."""
    return _line_of(yaml.compose(_read_text(path), Loader=yaml.CSafeLoader), place)


def _shorten(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else shown[:77] + "..."


def _line_of(node: yaml.Node | None, place: Path_) -> int:
    """Line (from 1) of the deepest node on the path that exists."""
    line = node.start_mark.line + 1 if node else 1
    for step in place:
        if isinstance(node, yaml.MappingNode):
            pairs = [(k, v) for k, v in node.value if k.value == str(step)]
            if not pairs:
                break
            key, node = pairs[0]
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            if step >= len(node.value):
                break
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line
