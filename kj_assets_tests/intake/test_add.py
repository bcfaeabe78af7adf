"""`kj wave add` at its edges: nothing overwritten, bad files refused, other waves go on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kj_assets.errors import DeclarationError, TrackerError
from kj_assets.graph import declare_assets, read_declarations
from kj_assets.intake.add import add_wave, choose_like
from kj_assets.intake.facts import Told
from kj_assets.intake.telling import tell_added
from kj_assets.terminal import Terminal
from kj_assets.waves.marks import RECONSTRUCTED_NOTE
from kj_assets.waves.registry import refuse_undecided
from kj_assets.waves.sources import hash_file
from kj_assets_tests.e2e.small_project import interview_people, wave_folder, write_small_project


@pytest.fixture
def project(tmp_path):
    return write_small_project(tmp_path / "project")


@pytest.fixture
def new_file(tmp_path):
    path = tmp_path / "new.csv"
    interview_people().to_csv(path, index=False)
    return path


def add(project, file, wave="2032", told=None, **reading):
    declared = read_declarations(project)
    like = choose_like(declared.waves, wave, None, project.waves)
    return add_wave([file], wave, like, declared.codebook, project.waves, told, **reading)


def everything(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_file_is_copied_whole_and_its_sha256_recorded(project, new_file):
    added = add(project, new_file)
    wave = next(w for w in read_declarations(project).waves if w.id == "2032")
    assert hash_file(wave.file) == wave.declaration.file.sha256 == hash_file(new_file)
    assert added.undecided == wave.undecided != ()


def test_a_wave_that_is_there_is_left_as_it_is(project, new_file):
    add(project, new_file)
    before = everything(project.waves)
    with pytest.raises(TrackerError, match="F106.*wave.yaml is there already"):
        add(project, new_file)
    assert everything(project.waves) == before


def test_a_wave_registered_early_takes_its_file_and_what_was_planned_stands(project, new_file):
    folder = project.waves / "2032"
    folder.mkdir()
    planned = (
        "title: {en: Planned, ko: 계획}\nstatus: planned\nn: 120\nfieldwork: {start: 2032-08-01,"
        " end: 2032-08-03, mode: web, sampling: probability, agency: B,"
        " population: {en: adults, ko: 성인}}\n"
    )
    (folder / "wave.yaml").write_text(planned, "utf-8")
    added = add(project, new_file)
    wave = next(w for w in read_declarations(project).waves if w.id == "2032").declaration
    assert (wave.title.en, wave.n, wave.fieldwork.agency.ko) == ("Planned", 120, "B")
    assert wave.fieldwork.sampling == "probability"
    assert {mark.place for mark in added.undecided} == {"provenance"}
    assert (folder / "wave.planned.yaml").read_text("utf-8") == planned


def test_another_file_of_that_name_is_left_as_it_is(project, new_file):
    (project.waves / "2032").mkdir()
    (project.waves / "2032" / "new.csv").write_text("other\n1\n", encoding="utf-8")
    before = everything(project.waves)
    with pytest.raises(TrackerError, match="F106.*with other content"):
        add(project, new_file)
    assert everything(project.waves) == before


def test_a_file_that_is_in_its_folder_already_is_taken_from_there(project, new_file):
    there = project.waves / "2032" / "new.csv"
    there.parent.mkdir()
    there.write_bytes(new_file.read_bytes())
    add(project, there)
    assert sorted(p.name for p in there.parent.iterdir()) == ["new.csv", "wave.yaml"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.csv", b"", "F004"),
        ("only_names.csv", b"a,b\n", "F004"),
        ("twice.csv", b"a,A\n1,2\n", "F006"),
        ("ragged.csv", b"a,b\n1,2,3\n", "F003"),
        ("damaged.sav", b"$FL2 and no more", "F003"),
        ("damaged.xlsx", b"PK\x03\x04 broken", "F003"),
        ("letter.docx", b"Dear colleague", "F007"),
    ],
)
def test_a_bad_file_is_refused_with_its_code_and_nothing_is_written(
    project, tmp_path, name, content, code
):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TrackerError, match=code):
        add(project, tmp_path / name)
    assert not (project.waves / "2032").exists()


@pytest.mark.parametrize("wave", ["../2032", "20 32", "2032/x", "이천", ""])
def test_a_name_that_can_be_no_wave_is_refused(project, new_file, wave):
    before = everything(project.root)
    with pytest.raises(TrackerError, match="F103"):
        add(project, new_file, wave)
    assert everything(project.root) == before


def test_what_is_told_must_fit_the_file(project, new_file):
    with pytest.raises(TrackerError, match="F106.*--weight 'WGT'"):
        add(project, new_file, told=Told(weight="WGT"))


def test_no_wave_to_be_like_is_said_so(project):
    waves = read_declarations(project).waves
    with pytest.raises(TrackerError, match="F106: no wave before 1999"):
        choose_like(waves, "1999", None, project.waves)
    with pytest.raises(TrackerError, match="2031"):
        choose_like(waves, "2040", "2039", project.waves)


def test_a_file_that_says_it_is_reconstructed_stays_so(project, tmp_path):
    import pyreadstat

    path = tmp_path / "made_up.sav"
    pyreadstat.write_sav(interview_people(), str(path), file_label=RECONSTRUCTED_NOTE)
    with pytest.raises(TrackerError, match="F106.*reconstructed"):
        add(project, path, told=Told(provenance="microdata"))
    assert add(project, path).facts.provenance == "reconstructed"


def test_a_wave_with_decisions_left_has_no_assets_and_the_others_keep_theirs(project, new_file):
    def keys():
        return {a.key for a in declare_assets(project, read_declarations(project))}

    before = keys()
    add(project, new_file)
    assert keys() == before
    declaration = project.waves / "2032" / "wave.yaml"
    lines = declaration.read_text(encoding="utf-8").splitlines()
    wave = next(w for w in read_declarations(project).waves if w.id == "2032")
    mark = wave.undecided[0]
    assert "TODO" in lines[mark.line - 1]
    refusal = refuse_undecided(wave)
    assert refusal.code == "F105"
    assert f"{declaration}:{mark.line} on: " in refusal.message
    assert "\n" not in refusal.message


def test_many_decisions_are_told_by_count_and_lines(project, new_file):
    added = add(project, new_file)
    declaration = project.waves / "2032" / "wave.yaml"
    more = "".join(f"# TODO what is {n}?\n" for n in range(40))
    declaration.write_text(declaration.read_text(encoding="utf-8") + more, "utf-8")
    wave = next(w for w in read_declarations(project).waves if w.id == "2032")
    told = refuse_undecided(wave).message
    assert f"{len(added.undecided) + 40} decisions are left" in told
    assert "crosswalk 40 (lines " in told and "what is" not in told


def test_the_page_of_a_new_wave_asks_the_first_ten_and_counts_the_rest(project, new_file):
    added = add(project, new_file)
    mark = added.undecided[0]
    many = replace(added, undecided=tuple(replace(mark, line=n) for n in range(9, 61)))
    console = Terminal(record=True, width=200)
    tell_added(many, console)
    told = console.export_text()
    assert told.count(mark.question) == 10
    assert "and 42 more: title 42 (lines 19 to 60)" in told


def test_a_wave_whose_marks_are_gone_has_assets(project, new_file):
    add(project, new_file, told=Told(n=120, provenance="reconstructed"))
    declaration = project.waves / "2032" / "wave.yaml"
    decided = declaration.read_text(encoding="utf-8").replace("TODO", "decided:")
    declaration.write_text(decided, encoding="utf-8")
    groups = {a.key[0] for a in declare_assets(project, read_declarations(project))}
    assert {"wave_2031", "wave_2032"} <= groups


def test_a_mark_in_a_wave_that_was_built_stops_that_wave_as_well(project):
    declaration = wave_folder(project) / "wave.yaml"
    declaration.write_text(declaration.read_text("utf-8") + "# TODO ask the agency\n", "utf-8")
    (wave,) = read_declarations(project).waves
    assert not wave.is_fielded


def test_a_level_left_out_while_decisions_are_left_keeps_the_others_going(project, new_file):
    add(project, new_file)
    declaration = project.waves / "2032" / "wave.yaml"
    drafted = declaration.read_text(encoding="utf-8")
    assert drafted.count("      2: no\n") == 2
    declaration.write_text(drafted.replace("      2: no\n", ""), encoding="utf-8")
    assert [wave.id for wave in read_declarations(project).waves] == ["2031", "2032"]
    declaration.write_text(declaration.read_text("utf-8").replace("TODO", "decided:"), "utf-8")
    with pytest.raises(DeclarationError, match="V001"):
        read_declarations(project)


def test_two_files_of_different_people_are_stacked_and_each_is_pinned(project, tmp_path):
    people = interview_people()
    files = [tmp_path / "web.csv", tmp_path / "phone.csv"]
    for file, rows in zip(files, (people[:70], people[70:]), strict=True):
        rows.to_csv(file, index=False)
    declared = read_declarations(project)
    added = add_wave(files, "2032", declared.waves[-1], declared.codebook, project.waves)
    wave = next(w for w in read_declarations(project).waves if w.id == "2032")
    assert wave.declaration.files.combine == "rows" and added.intake.arrival.rows == len(people)
    assert [part.sha256 for part in wave.declaration.parts] == [hash_file(f) for f in files]


def test_two_files_of_different_columns_are_joined_by_the_id_that_is_told(project, tmp_path):
    people = interview_people()
    files = [tmp_path / "answers.csv", tmp_path / "weights.csv"]
    people.drop(columns="W").to_csv(files[0], index=False)
    people[["ID", "W"]].to_csv(files[1], index=False)
    declared = read_declarations(project)
    place = ("2032", declared.waves[-1], declared.codebook, project.waves)
    with pytest.raises(TrackerError, match="F106.*--id"):
        add_wave(files, *place)
    assert not (project.waves / "2032").exists()
    added = add_wave(files, *place, Told(respondent_id="ID"))
    assert {"Q1", "W"} <= {column.name for column in added.intake.arrival.columns}


def test_a_wave_of_another_population_says_so_and_is_like_one_of_its_own(project, new_file):
    told = Told(population="japan")
    add(project, new_file, "2032_japan", told)
    waves = read_declarations(project).waves
    assert {w.id: w.population for w in waves} == {"2031": "korea", "2032_japan": "japan"}
    assert choose_like(waves, "2033", None, project.waves).id == "2031"
    assert choose_like(waves, "2033_japan", None, project.waves, "japan").id == "2032_japan"
