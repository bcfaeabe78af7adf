"""Several files of one wave as one table: rows below each other, or columns beside each other.

Here: combining what was read. Not here: reading a file (`sources.py`). Nothing is dropped: what
does not fit is refused, with the file that does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from kj_assets.errors import FileError
from kj_assets.waves.readers.delivered import DeliveredFile, as_text

Part = tuple[Path, DeliveredFile]


def stack_rows(parts: Sequence[Part]) -> DeliveredFile:
    """All respondents below each other; a column that a file does not have is blank there.

    A column read as different kinds (a number here, text there) becomes text. The labels of all
    files are kept, the first file's where two say something else of one code.
    """
    frames = [delivered.frame for _, delivered in parts]
    names = list(dict.fromkeys(name for frame in frames for name in frame.columns))
    _refuse_spellings(parts, names)
    for name in names:
        kinds = {str(frame[name].dtype) for frame in frames if name in frame}
        if len(kinds) > 1:
            frames = [_as_text(frame, name) if name in frame else frame for frame in frames]
    stacked = pd.concat(frames, ignore_index=True)[names]
    return _join(stacked, parts)


def join_columns(parts: Sequence[Part], respondent_id: str) -> DeliveredFile:
    """The columns of all files beside each other, joined by the respondent id.

    The first file says who the respondents are; who is in no other file is blank there.

    Raises:
        FileError: F008 a file without the id column, an id twice or blank in a file, ids that
            the first file does not have, or a column in two files.
    """
    keys = [_read_ids(path, delivered, respondent_id) for path, delivered in parts]
    joined = parts[0][1].frame
    for (path, delivered), ids in zip(parts[1:], keys[1:], strict=True):
        strange = ids[~ids.isin(keys[0])]
        if len(strange):
            _refuse(path, f"{len(strange)} respondents are not in {parts[0][0].name}: ", strange)
        others = delivered.frame.drop(columns=respondent_id)
        taken = {str(name).casefold() for name in joined.columns}
        twice = [name for name in others if str(name).casefold() in taken]
        if twice:
            _refuse(path, "columns that an earlier file has too: ", twice)
        beside = others.set_axis(pd.Index(ids), axis=0).reindex(pd.Index(keys[0]))
        joined = pd.concat([joined, beside.set_axis(joined.index, axis=0)], axis=1)
    return _join(joined, parts)


def _read_ids(path: Path, delivered: DeliveredFile, respondent_id: str) -> pd.Series:
    if respondent_id not in delivered.frame:
        _refuse(path, f"no column {respondent_id!r} to join by; it has ", delivered.frame.columns)
    ids = delivered.frame[respondent_id]
    if ids.isna().any():
        _refuse(path, "rows without a respondent id: ", [int(ids.isna().sum())])
    # A number in one file may be text in the other.
    text = ids.map(as_text).str.strip()
    if text.duplicated().any():
        _refuse(path, "respondent ids that stand twice: ", text[text.duplicated()].unique())
    return text


def _refuse_spellings(parts: Sequence[Part], names: Sequence[str]) -> None:
    """One column under two spellings would make two half-empty ones."""
    spelt: dict[str, str] = {}
    for name in names:
        first = spelt.setdefault(str(name).casefold(), name)
        if first != name:
            _refuse(parts[-1][0].parent, f"the files spell column {first!r} otherwise: ", [name])


def _refuse(path: Path, what: str, found: Sequence[object] | pd.Index | pd.Series) -> None:
    shown = ", ".join(str(one) for one in list(found)[:5]) + ", …" * (len(found) > 5)
    raise FileError("F008", f"{path}: {what}{shown}. Ask for a file that fits the others.")


def _as_text(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    cells = frame[name]
    return frame.assign(**{name: cells.map(as_text, na_action="ignore").astype("str")})


def _join(frame: pd.DataFrame, parts: Sequence[Part]) -> DeliveredFile:
    told = tuple(f"{path.name}: {one}" for path, read in parts for one in read.remarks)
    return DeliveredFile(frame, _join_labels(parts), _join_notes(parts), remarks=told)


def _join_labels(parts: Sequence[Part]) -> pd.DataFrame:
    labels = pd.concat([delivered.labels for _, delivered in parts], ignore_index=True)
    return labels.drop_duplicates(["column", "code"], ignore_index=True)


def _join_notes(parts: Sequence[Part]) -> str:
    return "\n".join(dict.fromkeys(delivered.note for _, delivered in parts if delivered.note))
