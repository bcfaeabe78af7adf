"""A release as its readers take it: valid, whole, kept for good; and what changed since."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import frictionless
import pandas as pd
import pytest
import yaml

from kj_assets.dagster_kit.asset import Product
from kj_assets.errors import ReleaseError
from kj_assets.publish.difference.compare import compare_releases
from kj_assets.publish.difference.naming import name_number
from kj_assets.publish.difference.page import face_of_changes, publish_difference
from kj_assets.publish.difference.reading import KeptRelease, find_releases
from kj_assets.publish.release.declaration import Licence, ReleaseDeclaration
from kj_assets.publish.release.folder import Offered, publish_release
from kj_assets.publish.release.keeping import keep_release
from kj_assets.waves.declarations import Text
from kj_assets_tests.figure.declared import codebook, models, wave
from kj_assets_tests.figure.made_up import effects, toplines
from kj_assets_tests.publish.made_up import MADE_UP, face, read_html

DECLARED = ReleaseDeclaration(
    version="2025.1",
    licence=Licence(name="CC-BY-4.0", title="CC BY 4.0", path="https://example.org/by"),
    authors=("An institute",),
)
PEOPLE = pd.DataFrame({"respondent_id": ["P1", "P2"], "threat": ["yes", "no"]})
WEIGHTS = pd.DataFrame({"respondent_id": ["P2", "P1"], "weight": [2.0, 1.0]})
NAME = wave().schema


def make_release(**more: Any) -> Product:
    shares = toplines().assign(wave="2025")
    tables = {
        "toplines": shares,
        "effects": effects().assign(wave="2025"),
        f"{NAME}_toplines": shares,
        "trend_figure": pd.DataFrame(
            {
                "language": ["en", "ko"],
                "title": ["A finding", "어느 결과"],
                "png": [b"\x89PNG1", b"\x89PNG2"],
            }
        ),
    }
    offered = tuple(
        Offered(name, ("s", name), Text(en=name, ko=name), {"share": "The weighted share"})
        for name in tables
        if name != "trend_figure"
    )
    settings: dict[str, Any] = {
        "codebook": codebook(),
        "release": DECLARED,
        "waves": (wave(),),
        "asked": {wave().id: tuple(codebook().items)},
        "offered": offered,
        "figures": ("trend_figure",),
        "provenances": MADE_UP,
    }
    return publish_release(**(settings | tables | more))


def write(product: Product, folder: Path) -> Path:
    for path, data in product.files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder / "site/downloads"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(make_release(), tmp_path_factory.mktemp("release"))


def test_frictionless_accepts_the_package_and_every_table(made):
    package = frictionless.Package(str(made / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.to_summary()
    assert {resource.name for resource in package.resources} == {
        *("toplines", "effects", f"{NAME}_toplines"),
    }
    fields = {f.name: f for f in package.get_resource("toplines").schema.fields}
    assert fields["share"].description == "The weighted share"
    assert (fields["share"].type, fields["n"].type) == ("number", "integer")


def test_the_package_says_that_respondents_are_reconstructed(made):
    told = json.loads((made / "datapackage.json").read_text(encoding="utf-8"))
    assert "evidence of nothing" in told["description"]
    assert told["licenses"][0]["name"] == "CC-BY-4.0"
    assert yaml.safe_load((made / "CITATION.cff").read_text(encoding="utf-8"))["authors"] == [
        {"name": "An institute"}
    ]


def test_the_codebook_of_a_wave_holds_its_questions_and_shares(made):
    space = {"d": "ddi:codebook:2_5"}
    root = ET.parse(made / f"ddi/{NAME}.xml").getroot()
    assert [v.get("ID") for v in root.findall(".//d:var", space)] == list(codebook().items)
    very = root.find(".//d:var[@ID='cooperation']/d:catgry[d:catValu='very']", space)
    stats = {s.get("type"): s.text for s in very.findall("d:catStat", space)}
    assert stats == {"freq": "210", "percent": "21.0000"}


def test_the_page_offers_every_file_and_every_offer_is_there(made):
    page = read_html((made / "index.html").read_text(encoding="utf-8"))
    offered = {
        e.attributes["href"] for e in page.all("a") if (made / e.attributes["href"]).is_file()
    }
    files = {p.relative_to(made).as_posix() for p in made.rglob("*") if p.is_file()}
    assert files - {"index.html"} == offered


@pytest.mark.parametrize(("language", "finding"), [("en", "A finding"), ("ko", "어느 결과")])
def test_a_figure_is_offered_by_its_finding_in_the_language_of_the_page(made, language, finding):
    page = read_html((made / "index.html").read_text(encoding="utf-8"))
    offered = {
        row.all("th")[0].text: [link.attributes["href"] for link in row.all("a")]
        for row in face(page, language).all("tr")
    }
    assert offered[finding] == [f"figures/trend_figure.{language}.png"]
    assert str(offered).count(".png") == 1


def test_no_respondent_leaves_without_a_licence(made):
    assert not [path for path in made.rglob("*respondents*")]


def test_respondents_leave_without_their_identifiers_where_the_licence_allows_it(tmp_path):
    free = wave(licence="CC0-1.0")
    people = {f"{NAME}_respondents": PEOPLE, f"{NAME}_weights": WEIGHTS}
    folder = write(make_release(waves=(free,), **people), tmp_path)
    table = pd.read_csv(folder / f"{NAME}_respondents.csv")
    assert table.to_dict("list") == {"threat": ["yes", "no"], "weight": [1.0, 2.0]}


def test_the_same_tables_make_the_same_release():
    assert make_release().files == make_release().files


def test_a_release_is_kept_whole_and_never_written_again(made, tmp_path):
    kept = keep_release(made.parent, tmp_path / "releases" / "2025.1")
    assert (kept / "toplines.csv").read_bytes() == (made / "toplines.csv").read_bytes()
    assert not (kept / "index.html").exists()
    page = kept / "site" / "downloads" / "index.html"
    assert page.read_bytes() == (made / "index.html").read_bytes()
    links = {e.attributes["href"] for e in read_html(page.read_text("utf-8")).all("a")}
    assert (page.parent / "toplines.csv").is_file() and "toplines.csv" in links
    with pytest.raises(ReleaseError, match=r"R103.*Raise 'version'"):
        keep_release(made.parent, kept)


def test_a_damaged_folder_is_not_kept_and_leaves_nothing(tmp_path):
    folder = write(make_release(), tmp_path)
    (folder / "effects.csv").write_text("changed", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"R102.*effects\.csv"):
        keep_release(folder.parent, tmp_path / "releases" / "2025.1")
    assert list((tmp_path / "releases").iterdir()) == []


def test_releases_stand_in_the_order_of_their_versions(made, tmp_path):
    for version in ("2025.10", "2025.9", "2024.1"):
        keep_release(made.parent, tmp_path / version)
    assert [kept.version for kept in find_releases(tmp_path)] == ["2024.1", "2025.9", "2025.10"]


def compare(before: pd.DataFrame, after: pd.DataFrame, name: str = "effects") -> pd.DataFrame:
    return compare_releases({name: before}, {name: after})


def wave_effects(*rows: dict[str, Any]) -> pd.DataFrame:
    return effects(*rows).assign(wave="2025")


def test_equal_releases_do_not_differ():
    assert compare(wave_effects(), wave_effects()).empty


def test_flips_of_sign_and_significance_are_found():
    before = wave_effects()
    after = before.assign(
        estimate=before["estimate"].where(before["term"] != "liking", -0.1),
        p=before["p"].where(before["term"] != "trust", 0.01),
    )
    found = compare(before, after)
    assert sorted(zip(found["term"], found["change"], strict=True)) == [
        ("liking", "estimate"),
        ("liking", "sign"),
        ("trust", "significance"),
    ]
    row = found[found["change"] == "significance"].iloc[0]
    assert (row["before"], row["after"]) == (0.24, 0.01)


def test_new_and_gone_levels_and_another_n_are_found():
    before, after = toplines().assign(wave="2025"), toplines().assign(wave="2025")
    after.loc[after["level"] == "very", "n"] = 1
    after = after[after["level"] != "neutral"]
    found = compare(before, after, "toplines")
    assert set(zip(found["level"], found["change"], strict=True)) == {
        ("very", "n"),
        ("neutral", "gone"),
    }


def test_the_page_tells_what_changed_since_a_kept_release(made, tmp_path):
    kept = keep_release(made.parent, tmp_path / "2025.1")
    shares = toplines(positive=0.6).assign(wave="2025")
    earlier = KeptRelease("2025.1", kept)
    product = publish_difference(codebook(), models(), earlier, MADE_UP, toplines=shares)
    assert product.numbers["estimate"] == len(product.frame) - product.numbers["n"] > 0
    page = product.files["site/changes.html"].decode()
    assert "release 2025.1" in page and "공개판 2025.1" in page


def test_without_an_earlier_release_the_page_says_so():
    product = publish_difference(codebook(), models(), None, MADE_UP, toplines=toplines())
    assert product.frame.empty
    assert "nothing to compare" in product.files["site/changes.html"].decode()


@pytest.mark.parametrize(
    ("table", "subject", "term", "level", "named"),
    [
        ("toplines", "cooperation", "", "very", "협력\u00a0· 매우 긍정적"),
        ("toplines", "cooperation", "", "dont_know", "협력\u00a0· 모름"),
        ("toplines", "asked_no_more", "", "yes", "asked_no_more\u00a0· yes"),
        ("effects", "one", "threat", "yes", "협력 지지\u00a0· 위협 인식"),
        ("effects", "one", "left_out", "yes", "one\u00a0· left_out\u00a0· yes"),
    ],
)
def test_a_changed_number_is_named_in_words_and_what_is_gone_by_its_keys(
    table, subject, term, level, named
):
    row = {"table": table, "subject": subject, "term": term, "level": level}
    assert name_number(row, codebook(), models(), "ko") == named


def test_a_revision_too_small_to_be_printed_is_counted_and_not_listed():
    row = {"table": "toplines", "wave": "2025", "subject": "cooperation", "term": ""}
    row |= {"change": "estimate", "before": 0.5}
    changes = pd.DataFrame(
        [row | {"level": "very", "after": 0.50001}, row | {"level": "rather", "after": 0.51}]
    )
    shown = face_of_changes(changes, None, codebook(), models(), "en")
    assert [cells[0].text for cells in shown.table.rows] == ["Cooperation\u00a0· Rather positive"]
    assert shown.counts[-1] == "Too little to be seen in print, and not listed: 1"
