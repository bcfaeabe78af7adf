"""The notes of a trend: which points are in print, on which base, and what a line lacks.

Here: what the table lets a reader know. Not here: the title (`trend.py`), reasons of breaks, which
stand below the plot (`trend_frame.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.labels import site_of
from kj_assets.figure.refusals import is_withheld, tell_few
from kj_assets.figure.wording import Language, between, count

if TYPE_CHECKING:
    import pandas as pd


def tell_trend_notes(
    table: pd.DataFrame, trend: pd.DataFrame, item: str, language: Language
) -> tuple[str, ...]:
    """Notes on the points of an item's ``table``; ``trend`` has all items of the population."""
    printed = (table["provenance"] == "published").any()
    notes = (
        _untested_note(language) if printed else "",
        _published_by(table, language) if printed else "",
        _base_note(table, language),
        _mode_note(table, language),
        _lonely_note(table, trend, language),
        _not_asked_note(trend, item, language),
        _withheld_note(table, language),
        _fixed_note(table, language),
    )
    return tuple(note for note in notes if note)


def _untested_note(language: Language) -> str:
    return {
        "en": "Published shares carry no interval, so changes between them are not tested.",
        "ko": "공표 수치에는 신뢰구간이 없어 그 사이의 변화는 검정하지 않음.",
    }[language]


def _base_note(table: pd.DataFrame, language: Language) -> str:
    """Of whom the shares are: those in print often count people who gave no answer."""
    printed = table["provenance"] == "published"
    if printed.all():
        return ""
    if printed.any():
        return {
            "en": "Computed shares are of valid answers, published ones mostly of all who were "
            "asked.",
            "ko": "직접 계산한 비율은 유효 응답 기준, 공표 비율은 대개 질문을 받은 전체 응답자 "
            "기준.",
        }[language]
    return {"en": "Shares of valid answers.", "ko": "유효 응답 기준 비율."}[language]


def _mode_note(table: pd.DataFrame, language: Language) -> str:
    """Waves of which nothing tells the mode: print may not where the wave's declaration does."""
    is_known = table["mode"].notna() & (table["mode"] != "")
    unknown = sorted(set(table["wave"]) - set(table.loc[is_known, "wave"]))
    waves = ", ".join(unknown)
    words = {"en": f"Mode not known: {waves}.", "ko": f"조사 방식 미상: {waves}."}
    return words[language] if unknown else ""


def _lonely_note(table: pd.DataFrame, trend: pd.DataFrame, language: Language) -> str:
    """That one wave is no trend: the first there is, or the only one with this question."""
    waves = sorted(set(table["wave"]))
    if len(waves) != 1:
        return ""
    if len(set(trend["wave"])) > 1:
        return {
            "en": f"Only wave {waves[0]} has this question: no trend.",
            "ko": f"이 문항은 {waves[0]} 조사에만 있어 추세 없음.",
        }[language]
    return {"en": "The first wave: no trend yet.", "ko": "첫 조사여서 아직 추세 없음."}[language]


def _not_asked_note(trend: pd.DataFrame, item: str, language: Language) -> str:
    """Waves with respondents that did not ask it after it was asked first."""
    own = set(trend.loc[trend["item"] == item, "wave"].astype(str))
    computed = set(trend.loc[trend["provenance"] != "published", "wave"].astype(str))
    gone = sorted(wave for wave in computed - own if own and wave > min(own))
    if not gone:
        return ""
    waves = ", ".join(gone)
    return {"en": f"Not asked: {waves}.", "ko": f"묻지 않은 조사: {waves}."}[language]


def _fixed_note(table: pd.DataFrame, language: Language) -> str:
    """That these shares are no opinion: the weights or the design fix them."""
    if not (table["fixed_by"].fillna("") != "").any():
        return ""
    return {
        "en": "The weights or the sampling design fix these shares: no change is tested.",
        "ko": "가중치나 표본 설계로 고정된 비율이므로 변화를 검정하지 않음.",
    }[language]


def _withheld_note(table: pd.DataFrame, language: Language) -> str:
    """Which points are not drawn because they rest on few respondents, or would tell of few."""
    withheld = table[[is_withheld(row) for _, row in table.iterrows()]]
    if withheld.empty:
        return ""
    points_ = ", ".join(f"{row.label} {row.wave}" for row in withheld.itertuples())
    few = tell_few(withheld["reason"].iloc[0])
    return {
        "en": f"Not shown, as too few respondents ({few}) gave this or another answer: {points_}.",
        "ko": f"이 응답이나 다른 응답의 응답자가 너무 적어({few}) 표시하지 않음: {points_}.",
    }[language]


def _published_by(table: pd.DataFrame, language: Language) -> str:
    published = table[table["provenance"] == "published"]
    sites = ", ".join(sorted({site_of(str(source)) for source in published["source"]}))
    many = _how_many(published["n"].dropna(), language)
    return {
        "en": f"Published shares{many}: {sites}.",
        "ko": f"공표 수치{many}의 출처: {sites}.",
    }[language]


def _how_many(n: pd.Series, language: Language) -> str:
    """Fewest and most respondents of a wave, where they are in print."""
    if n.empty:
        return ""
    fewest, most = count(n.min()), count(n.max())
    said = fewest if fewest == most else between(fewest, most, language)
    return {"en": f" ({said} respondents a wave)", "ko": f"(조사별 응답자 {said}명)"}[language]
