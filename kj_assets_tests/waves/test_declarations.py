"""A mistake in a YAML file is told with file, line, path, what was found and what is allowed."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kj_assets.errors import DeclarationError
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.declarations import read_declaration
from kj_assets.waves.registry import load_waves
from kj_assets.waves.wave_declaration import WaveDeclaration
from kj_assets_tests.builders import levels_item, make_codebook

GOOD = """\
title: {en: wave, ko: 조사}
status: fielded
fieldwork:
  start: 2031-08-18
  mode: web
  sampling: nonprobability
  agency: A
  population: {en: adults, ko: 성인}
file:
  path: responses.csv
  sha256: 0000000000000000000000000000000000000000000000000000000000000000
respondent_id: ID
crosswalk:
  threat:
    column: Q1
    codes: {1: yes, 2: no}
    missing: {9: refused}
  on: {column: off, codes: {010: yes, "no": no}}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    wave = tmp_path / "2031" / "wave.yaml"
    wave.parent.mkdir()
    return wave


def refused(file: Path, content: str | bytes, model: type = WaveDeclaration) -> DeclarationError:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DeclarationError) as mistake:
        read_declaration(file, model)
    return mistake.value


def change(old: str, new: str) -> str:
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


# Nine levels of nine: 400 bytes that print as gigabytes.
BOMB = "&a [x]" + "".join(
    f", &{name} [{', '.join([f'*{below}'] * 9)}]" for below, name in pairwise("abcdefghij")
)
NOT_YAML = [
    ("a tab", "status: fielded", "\tstatus: fielded", 2, "cannot start any token"),
    ("a key twice", "  mode: web", "  mode: web\n  mode: mixed", 6, "the key 'mode' stands twice"),
    ("a code twice", "{1: yes, 2: no}", '{1: yes, "1": no}', 16, "the key '1' stands twice"),
    ("a code as Python reads it", "{1: yes, 2: no}", "{1: yes, 1.0: no}", 16, "'1.0' stands twice"),
    ("a code that Python takes for 1", "{1: yes, 2: no}", "{1: yes, true: no}", 16, "stands twice"),
    ("no such day", "2031-08-18", "2025-13-45", 4, "2025-13-45 is no date: month must be"),
    ("a bracket open", "{9: refused}", "{9: refused", 18, "',' or '}'"),
    ("a colon in a text", "agency: A", "agency: A: B", 7, "mapping values are not allowed"),
    ("two documents", "file:\n", "---\nfile:\n", 9, "another document"),
    ("an unknown anchor", "column: Q1", "column: *q", 15, "undefined alias"),
    ("a list as key", "status: fielded", "[a, b]: c", 2, "unhashable key"),
    ("a call in disguise", "agency: A", "agency: !!python/name:os.system", 7, "have no place"),
    ("a tag nobody needs", "agency: A", "agency: !!int abc", 7, "tags such as tag:yaml.org"),
    ("a tag of no type", "agency: A", "agency: ! abc", 7, "tags such as ! have no place"),
    ("deep nesting", "agency: A", f"agency: {'[' * 5000}", 7, "nested more than 50 levels"),
    ("nested maps", "agency: A", f"agency: {'{a: ' * 5000}", 7, "nested more than 50 levels"),
    ("a list in itself", "agency: A", "agency: &a [*a]", 7, "aliases written out"),
    ("an alias bomb", "agency: A", f"agency: [{BOMB}]", 7, "aliases written out"),
    ("a control sign", "agency: A", "agency: A\x07", 7, "control characters"),
]


@pytest.mark.parametrize(
    ("old", "new", "line", "told"), [row[1:] for row in NOT_YAML], ids=[row[0] for row in NOT_YAML]
)
def test_what_is_not_yaml_is_told_with_its_line(file, old, new, line, told):
    mistake = refused(file, change(old, new))
    assert mistake.code == "F101"
    assert mistake.message.startswith(f"{file}:{line}: ")
    assert told in mistake.message


@pytest.mark.parametrize(
    ("days", "code", "says"),
    [
        ("start: 2031-08-18\n  end: 2031-08-17", "F102", ":5: fieldwork.end: 2031-08-17 is before"),
        ("start: 2025-08-18", "F103", ":4: fieldwork.start: 2025-08-18 is 6 years from 2031"),
        ("start: 2031-08-18\n  end: 3031-08-20", "F103", ":5: fieldwork.end: 3031-08-20 is 1000"),
        ("time_zone: Seoul", "F102", ":4: fieldwork.time_zone: no such key"),
    ],
)
def test_days_that_cannot_be_are_told_with_their_line(file, days, code, says):
    file.write_text(change("start: 2031-08-18", days), "utf-8")
    with pytest.raises(DeclarationError) as mistake:
        load_waves(file.parent.parent, make_codebook(threat=levels_item(["yes", "no"])))
    assert mistake.value.code == code
    assert f"wave.yaml{says}" in mistake.value.message


def test_a_time_zone_that_is_none_is_told_with_its_line(file):
    mistake = refused(file, GOOD + "time_zone: Seoul\n")
    assert f"{file}:{GOOD.count(chr(10)) + 1}: time_zone: no time zone" in mistake.message
    assert read_zone(file, "population: japan\n") == "Asia/Tokyo"
    assert read_zone(file, "population: united_states\n") is None
    assert read_zone(file, "time_zone: America/Chicago\n") == "America/Chicago"


def read_zone(file: Path, more: str) -> str | None:
    file.write_text(GOOD + more, "utf-8")
    return read_declaration(file, WaveDeclaration).zone


def test_a_file_that_is_not_utf8_is_told_with_line_and_byte(file):
    mistake = refused(file, GOOD.encode().replace("성인".encode(), "성인".encode("cp949")))
    assert mistake.code == "F101"
    assert mistake.message == f"{file}:8: not UTF-8: byte 0xbc; save the file as UTF-8"


def test_a_byte_order_mark_does_no_harm(file):
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert read_declaration(file, WaveDeclaration).title.en == "wave"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DeclarationError, match="F101: .*nowhere.yaml: no such file"):
        read_declaration(tmp_path / "nowhere.yaml", WaveDeclaration)


UNFIT = [
    ("a typo in a key", "    column: Q1", "    colunm: Q1", "15: crosswalk.threat.colunm",
     "no such key; allowed: column, not_asked, codes, missing, blank, unused, not_offered"),
    ("a typo at the top", "respondent_id: ID", "respondent: ID", "12: respondent",
     "no such key; allowed: title, status, population, provenance"),
    ("a word not allowed", "mode: web", "mode: internet", "5: fieldwork.mode",
     "'face-to-face', 'telephone', 'web' or 'mixed'; found 'internet'"),
    ("a missing kind not known", "{9: refused}", "{9: gone}", "17: crosswalk.threat.missing.9",
     "'dont_know', 'refused', 'no_answer', 'not_asked' or 'not_applicable'; found 'gone'"),
    ("text for a number", "status: fielded", "status: fielded\nn: many", "3: n",
     "valid integer, unable to parse string as an integer; found 'many'"),
    ("a number too small", "status: fielded", "status: fielded\nn: 0", "3: n",
     "greater than 0; found 0"),
    ("a list for a text", "agency: A", "agency: [A]", "7: fieldwork.agency",
     "write a text, or one for each of en and ko; found ['A']"),
    ("a name in one language", "agency: A", "agency: {en: A}", "7: fieldwork.agency.ko",
     "Field required"),
    ("a text for a table", "{1: yes, 2: no}", "yes", "16: crosswalk.threat.codes",
     "valid dictionary; found 'yes'"),
    ("no date at all", "2031-08-18", "August 2025", "4: fieldwork.start",
     "valid date or datetime, invalid character in year; found 'August 2025'"),
    ("a hash too short", "0" * 64, "abc", "11: file.sha256", "[0-9a-f]{64}$'; found 'abc'"),
    ("a key left out", "  agency: A\n", "", "3: fieldwork.agency", "Field required"),
    ("one language only", "{en: adults, ko: 성인}", "{en: adults}", "8: fieldwork.population.ko",
     "Field required"),
    ("a code on both sides", "{9: refused}", "{2: refused}", "14: crosswalk.threat",
     "codes ['2'] stand under 'codes' and under 'missing'"),
    ("a code with a space", "{1: yes, 2: no}", '{1: yes, " 1": no}',
     "16: crosswalk.threat.codes. 1", "1 and ' 1' are one code: keep one"),
    ("a missing code twice", "{9: refused}", '{9: refused, "9 ": dont_know}',
     "17: crosswalk.threat.missing.9 ", "9 and '9 ' are one code: keep one"),
    ("a code in both, with a space", "{9: refused}", '{" 2": refused}', "14: crosswalk.threat",
     "codes ['2'] stand under 'codes' and under 'missing'"),
    ("two codes a line each", "    codes: {1: yes, 2: no}",
     "    codes:\n      1: yes\n      '1 ': no", "18: crosswalk.threat.codes.1 ", "are one code"),
    ("a blank cell as a code", "{1: yes, 2: no}", "{1: yes, '': no}", "16: crosswalk.threat.codes.",
     "a blank cell is no code: say under 'blank' what it stands for"),
    ("blank and unused", "{9: refused}", "{9: refused}\n    unused: [' ']",
     "18: crosswalk.threat.unused.0", "a blank cell is no code"),
    ("nothing as a code", "{9: refused}", "{~: refused}", "17: crosswalk.threat.missing.None",
     "a blank cell is no code"),
    ("column and not asked", "    column: Q1", "    column: Q1\n    not_asked: true",
     "14: crosswalk.threat", "give a 'column', or 'not_asked: true'"),
    ("unused and not declared", "{9: refused}", "{9: refused}\n    unused: [7]",
     "14: crosswalk.threat", "unused ['7'] are not among the declared codes"),
    ("fielded without a file", "respondent_id: ID\n", "", "1: (top)",
     "a fielded wave needs 'file', 'respondent_id' and 'crosswalk'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "place", "told"), [row[1:] for row in UNFIT], ids=[row[0] for row in UNFIT]
)
def test_what_does_not_fit_is_told_with_line_path_and_what_is_allowed(file, old, new, place, told):
    mistake = refused(file, change(old, new))
    assert mistake.code == "F102"
    assert mistake.message.startswith(f"{file}:{place}: ")
    assert told in mistake.message


def test_several_mistakes_are_told_at_once(file):
    content = change("mode: web", "mode: fax").replace("agency: A", "agency: 5")
    lines = refused(file, content).message.splitlines()
    assert [line.removeprefix(f"{file}:").split(": ")[1] for line in lines] == [
        "fieldwork.mode",
        "fieldwork.agency",
    ]


@pytest.mark.parametrize("oddity", ["\t# a tab before it", "\n\ufeff# a mark: of byte order"])
def test_a_comment_that_one_parser_takes_and_another_does_not_hides_no_mistake(file, oddity):
    # The fuzzer's find: the text was read by libyaml, and its mistakes looked up by PyYAML.
    content = change("mode: web", f"mode: fax{oddity}")
    assert "fieldwork.mode" in refused(file, content).message


@pytest.mark.parametrize(("content", "found"), [("", "None"), ("- a\n", "['a']"), ("a", "'a'")])
def test_a_file_of_another_shape_is_refused(file, content, found):
    mistake = refused(file, content, Codebook)
    assert (mistake.code, mistake.message.startswith(f"{file}:1: (top): ")) == ("F102", True)
    assert mistake.message.endswith(f"found {found}")


@pytest.mark.parametrize(
    ("written", "ko"), [("A", "A"), ("{en: A, ko: 가}", "가")], ids=["once", "in both languages"]
)
def test_a_name_is_written_once_or_in_both_languages(file, written, ko):
    file.write_text(change("agency: A", f"agency: {written}"), encoding="utf-8")
    agency = read_declaration(file, WaveDeclaration).fieldwork.agency
    assert (agency.en, agency.ko) == ("A", ko)


def test_words_and_numbers_mean_what_they_look_like(file):
    file.write_text(GOOD, encoding="utf-8")
    read = read_declaration(file, WaveDeclaration)
    assert read.crosswalk["threat"].codes == {"1": "yes", "2": "no"}
    assert read.crosswalk["on"].column == "off"
    assert list(read.crosswalk["on"].codes)[0] == "010"
    assert read.fieldwork.start == date(2031, 8, 18)


MISFITS: list[tuple[str, dict[str, Any], str, str]] = [
    ("an item the codebook lacks", {"thraet": {"column": "Q"}}, "crosswalk.thraet",
     "no such item in the codebook; it has ['threat', 'age', 'age_band']"),
    ("a level the item lacks", {"threat": {"column": "Q", "codes": {"1": "maybe"}}},
     "crosswalk.threat.codes", "['maybe'] are not levels; allowed: ['yes', 'no']"),
    ("levels for a number", {"age": {"column": "Q", "codes": {"1": "young"}}},
     "crosswalk.age.codes", "allowed: none (a number item takes the cell's number)"),
    ("an answer the item lacks for a blank", {"threat": {"column": "Q", "blank": "gone"}},
     "crosswalk.threat.blank", "'gone' is none of ['dont_know', 'refused', 'no_answer', "
     "'not_asked', 'not_applicable', 'yes', 'no']"),
    ("an answer for a blank number", {"age": {"column": "Q", "blank": "young"}},
     "crosswalk.age.blank", "'young' is none of ['dont_know'"),
    ("a banded item beside its number", {"age": {"column": "A"}, "age_band": {"column": "Q"}},
     "crosswalk.age_band", "made from 'age' by its bands, and the wave has that item"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("crosswalk", "path", "told"), [row[1:] for row in MISFITS], ids=[row[0] for row in MISFITS]
)
def test_a_crosswalk_that_does_not_fit_the_codebook_is_refused(file, crosswalk, path, told):
    codebook = make_codebook(
        threat=levels_item(["yes", "no"]),
        age=levels_item([], type="number"),
        age_band=levels_item(["young"], bands={"of": "age", "ranges": {"young": (None, None)}}),
    )
    file.write_text(GOOD.split("crosswalk:")[0] + f"crosswalk: {crosswalk}\n", encoding="utf-8")
    with pytest.raises(DeclarationError) as mistake:
        load_waves(file.parent.parent, codebook)
    assert mistake.value.code == "F103"
    assert mistake.value.message.startswith(f"{file}: {path}: ")
    assert told in mistake.value.message


def test_another_scale_that_nobody_declared_is_refused(file):
    four = "crosswalk: {threat: {column: Q, codes: {1: yes}}}\n"
    file.write_text(GOOD.split("crosswalk:")[0] + four, encoding="utf-8")
    with pytest.raises(DeclarationError, match=r"V001: .*threat\.codes: no code for \['no'\]"):
        load_waves(file.parent.parent, make_codebook(threat=levels_item(["yes", "no"])))


@pytest.mark.parametrize("path", ["../2030/responses.csv", "/etc/passwd"])
def test_a_survey_file_outside_its_waves_folder_is_refused(file, path):
    file.write_text(change("path: responses.csv", f"path: {path}"), encoding="utf-8")
    with pytest.raises(DeclarationError, match="F103: .*leaves the wave's folder"):
        load_waves(file.parent.parent, make_codebook(threat=levels_item()))


def test_a_folder_name_that_cannot_be_a_schema_is_refused(file):
    odd = file.parent.with_name("2031-b")
    file.parent.rename(odd)
    (odd / "wave.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(DeclarationError, match="F103: .*2031-b: a wave's folder name is ASCII"):
        load_waves(odd.parent, make_codebook(threat=levels_item()))


PANELS = [
    ("no such wave", "2019", "", "is no wave"),
    ("a later one", "2032", "", "is not earlier"),
    ("itself", "2031", "", "is not earlier"),
    ("another population", "2030", "population: japan", "asked another population"),
    ("clusters in one alone", "2030", "design: {unit: PSU}", "and this wave do not both have a"),
]


@pytest.mark.parametrize(
    ("named", "earlier", "told"), [row[1:] for row in PANELS], ids=[row[0] for row in PANELS]
)
def test_a_panel_with_a_wave_that_cannot_share_respondents_is_refused(file, named, earlier, told):
    plain = (
        GOOD.split("crosswalk:")[0]
        + "crosswalk: {threat: {column: Q1, codes: {1: low, 2: mid, 3: high}}}\n"
    )
    for name in ("2030", "2032"):
        other = file.parent.with_name(name)
        other.mkdir()
        (other / "wave.yaml").write_text(plain + earlier, encoding="utf-8")
    file.write_text(plain + f"panel: {{shares_with: [{named}]}}\n", encoding="utf-8")
    with pytest.raises(DeclarationError) as mistake:
        load_waves(file.parent.parent, make_codebook(threat=levels_item()))
    assert mistake.value.code == "F103"
    assert f"{file}: panel.shares_with: '{named}' {told}" in mistake.value.message
