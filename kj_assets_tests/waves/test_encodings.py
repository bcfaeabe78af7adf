"""Texts are read in their encoding, or a person is asked: garbage is never read in silence."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from kj_assets.waves.readers.encodings import find_encoding
from kj_assets.waves.wave_declaration import Population
from kj_assets_tests.waves.reading import read, refused

KOREAN, JAPANESE, CHINESE, WESTERN = (
    words.split(",")
    for words in (
        "번호,성별,남성,여성,만나이,지역,서울,경기,충청,매우찬성,찬성하는편,반대,모름,무응답,기타",
        "番号,性別,男性,女性,年齢,地域,賛成,反対,わからない,無回答,どちらかといえば,良い,その他",
        "编号,性别,男性,女性,年龄,地区,同意,不同意,不知道,拒绝回答,比较好,不好,对日本的印象,安全",
        "don’t know,café,“yes”,rather – not,Müller,español,résumé,année,très bien",
    )
)
WORDS = {"cp949": KOREAN, "cp932": JAPANESE, "euc_jp": JAPANESE, "gb18030": CHINESE}
WORDS["cp1252"] = WESTERN


def write_csv(path: Path, words: list[str], codec: str) -> Path:
    lines = ["id,q1", *(f"{number},{word}" for number, word in enumerate(words))]
    path.write_bytes("\n".join(lines).encode(codec))
    return path


@pytest.mark.parametrize("codec", WORDS)
def test_a_csv_is_read_in_the_encoding_its_words_are_in(tmp_path: Path, codec: str) -> None:
    words = WORDS[codec]
    # Half of Chinese reads as Hangul: in a wave in Korea it may be a question.
    population: Population = "japan" if codec == "gb18030" else "korea"
    delivered = read(write_csv(tmp_path / "r.csv", words, codec), population)
    assert delivered.frame["q1"].tolist() == words
    assert delivered.encoding == codec
    assert f"read as {codec}" in delivered.remarks[0]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_tells_itself_and_is_not_remarked(tmp_path: Path, codec: str) -> None:
    delivered = read(write_csv(tmp_path / "r.csv", JAPANESE, codec))
    assert delivered.frame["q1"].tolist() == JAPANESE
    assert (delivered.encoding, delivered.remarks) == (None, ())


@pytest.mark.parametrize("codec", ["iso2022_jp", "iso2022_kr"])
def test_seven_bits_a_byte_are_no_ascii(tmp_path: Path, codec: str) -> None:
    words = JAPANESE if codec.endswith("jp") else KOREAN
    assert read(write_csv(tmp_path / "r.csv", words, codec)).frame["q1"].tolist() == words


@pytest.mark.parametrize("words", [["남"], ["여", "남"], ["성별"], ["모름/무응답"], ["男", "남"]])
def test_a_word_of_korean_in_a_korean_wave_is_no_question(words: list[str]) -> None:
    content = ("id,q1\n" + ",".join(words)).encode("cp949")
    assert find_encoding([content], "korea").codec == "cp949"


@pytest.mark.parametrize(
    ("codec", "population"),
    [("cp949", "korea"), ("cp932", "japan"), ("cp932", "korea"), ("euc_jp", "japan")],
)
def test_a_few_words_are_read_rightly_or_asked_about(codec: str, population: Population) -> None:
    draw = random.Random(1)
    for _ in range(60):
        words = [draw.choice(WORDS[codec]) for _ in range(3)]
        content = ("id,q1\n" + "\n1,".join(words)).encode(codec)
        assert find_encoding([content], population).codec in (codec, None), words


def test_words_of_two_encodings_are_asked_about_with_both_readings(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "r.csv", ["남성", "여성"], "cp949")
    problem = refused(path, "japan")
    assert problem.code == "F005"
    assert "cp949 ('남성 여성')" in problem.message
    assert "file.encoding (kj wave add --encoding)" in problem.message
    assert read(path, "japan", encoding="cp949").frame["q1"].tolist() == ["남성", "여성"]


@pytest.mark.parametrize("codec", ["utf-8", "cp949"])
def test_one_broken_letter_of_a_csv_is_named_and_may_be_marked(tmp_path: Path, codec: str) -> None:
    path = write_csv(tmp_path / "r.csv", KOREAN, codec)
    whole = "서울".encode(codec)
    path.write_bytes(path.read_bytes().replace(whole, whole[:-1], 1))
    problem = refused(path)
    assert problem.code == "F005"
    assert "row 7, column 'q1'" in problem.message and "undecodable: mark" in problem.message
    marked = read(path, undecodable="mark")
    assert marked.frame["q1"].tolist()[:6] == KOREAN[:6]
    assert "\ufffd" in marked.frame["q1"].tolist()[6]
    assert any("row 7, column 'q1'" in told for told in marked.remarks)


def write_old_stata(path: Path, word: str, codec: str) -> Path:
    """Stata until 13 writes bytes and says nothing of their encoding."""
    held = word.encode(codec)
    stand_in = "x" * len(held)
    frame = pd.DataFrame({"id": [1, 2], "q1": [stand_in, "b"]})
    labels = {"id": {1: stand_in}}
    frame.to_stata(path, version=114, write_index=False, value_labels=labels)
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), held))
    return path


@pytest.mark.parametrize(
    ("word", "codec", "population"),
    [("매우 찬성", "cp949", "korea"), ("どちらかといえば賛成", "cp932", "japan")],
)
def test_an_old_stata_file_is_read_in_the_encoding_its_words_are_in(
    tmp_path: Path, word: str, codec: str, population: Population
) -> None:
    delivered = read(write_old_stata(tmp_path / "r.dta", word, codec), population)
    assert delivered.frame["q1"].tolist() == [word, "b"]
    assert delivered.labels["label"].tolist() == [word]
    assert delivered.encoding == codec


def write_spss(path: Path, words: list[str], codec: str, stated: str = "UTF-8") -> Path:
    """A .sav that states an encoding, five letters long, and has its texts in another."""
    held = [word.encode(codec) for word in words]
    stand_ins = [chr(97 + place) * len(content) for place, content in enumerate(held)]
    frame = pd.DataFrame({"id": [float(place) for place in range(len(words))], "q1": stand_ins})
    pyreadstat.write_sav(frame, str(path), column_labels=["", stand_ins[0]])
    content = path.read_bytes().replace(b"UTF-8", stated.encode())
    for stand_in, one in zip(stand_ins, held, strict=True):
        content = content.replace(stand_in.encode(), one)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("stated", ["UTF-8", "CP949", "CP932", "CP125"])
@pytest.mark.parametrize("codec", ["utf-8", "cp949", "cp932"])
def test_an_spss_file_is_read_whatever_encoding_it_states(
    tmp_path: Path, stated: str, codec: str
) -> None:
    words = JAPANESE if codec == "cp932" else KOREAN
    delivered = read(write_spss(tmp_path / "r.sav", words, codec, stated))
    assert delivered.frame["q1"].tolist() == words
    assert delivered.labels["column_label"].tolist() == [words[0]]
    is_as_stated = codec in ("utf-8", stated.lower())
    assert delivered.encoding == (None if is_as_stated else codec)


def test_one_broken_letter_of_an_spss_file_is_named_and_may_be_marked(tmp_path: Path) -> None:
    path = write_spss(tmp_path / "r.sav", KOREAN, "utf-8")
    content = path.read_bytes()
    place = content.index("매우찬성".encode())
    path.write_bytes(content[: place + 2] + b"t" + content[place + 3 :])
    problem = refused(path)
    assert problem.code == "F005"
    assert "row 10, column 'q1'" in problem.message and "undecodable: mark" in problem.message
    marked = read(path, undecodable="mark")
    assert marked.frame["q1"].tolist()[9] == "\ufffdt우찬성"
    assert [*marked.frame["q1"][:9], *marked.frame["q1"][10:]] == KOREAN[:9] + KOREAN[10:]
    assert "row 10, column 'q1'" in marked.remarks[0]


def test_a_letter_cut_by_the_width_of_its_field_is_left_out(tmp_path: Path) -> None:
    path = write_spss(tmp_path / "r.sav", ["가나", "다"], "utf-8")
    content = path.read_bytes()
    path.write_bytes(content.replace("가나".encode(), "xxx가".encode()[:5] + b" "))
    assert read(path).frame["q1"].tolist() == ["xxx", "다"]
