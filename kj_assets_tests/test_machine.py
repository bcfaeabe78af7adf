"""What the system refuses ends in a coded message, in a command and inside a run alike."""

from __future__ import annotations

import errno
import os
import sys

import pytest

from kj_assets import cli
from kj_assets.errors import MachineError
from kj_assets.machine import telling_refusals

REFUSALS = [
    (errno.ENOSPC, "M001", "Free space"),
    (errno.EROFS, "M002", "Let this user write"),
    (errno.EACCES, "M002", "Let this user write"),
    (errno.ENAMETOOLONG, "M003", "File name too long"),
]


@pytest.mark.parametrize(("number", "code", "told"), REFUSALS, ids=[row[1] for row in REFUSALS])
def test_a_refusal_is_coded_and_names_the_file(number, code, told):
    with pytest.raises(MachineError) as refusal, telling_refusals():
        raise OSError(number, os.strerror(number), "data/build/kj.duckdb")
    assert refusal.value.code == code
    assert "kj.duckdb" in refusal.value.message and told in refusal.value.message


def test_the_command_ends_in_a_message_and_not_in_a_traceback(tmp_path, monkeypatch, capsys):
    words = ["kj", "restore", str(tmp_path), "--project", str(tmp_path / "new")]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as end:
        cli.main()
    said = capsys.readouterr().err
    assert end.value.code == 2 and "A005" in said and "Traceback" not in said
