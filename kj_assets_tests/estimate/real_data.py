"""Real data that statsmodels ships (no download), and a model for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm

from kj_assets.estimate.terms import Factor, Interaction, Numeric, Term


def read_anes() -> pd.DataFrame:
    """American National Election Study 1996: 944 voters; Dole over Clinton."""
    data = sm.datasets.anes96.load_pandas().data
    rows = pd.DataFrame({"y": data["vote"], "age": data["age"], "income": data["income"]})
    rows["party"] = pd.cut(data["PID"], [-1, 1, 4, 6], labels=["dem", "mid", "rep"]).astype(str)
    return rows.assign(educ=data["educ"].astype(int).astype(str))


def read_fair() -> pd.DataFrame:
    """Fair (1978): 6,366 wives; any affair."""
    data = sm.datasets.fair.load_pandas().data
    levels = {item: data[item].astype(int).astype(str) for item in ("rate_marriage", "religious")}
    numbers = {item: data[item] for item in ("age", "yrs_married")}
    return pd.DataFrame({"y": (data["affairs"] > 0) * 1.0, **levels, **numbers})


def read_spector() -> pd.DataFrame:
    """Spector & Mazzeo (1980): 32 students; a grade that improved."""
    data = sm.datasets.spector.load_pandas().data
    psi = data["PSI"].astype(int).astype(str)
    return pd.DataFrame({"y": data["GRADE"], "gpa": data["GPA"], "tuce": data["TUCE"], "psi": psi})


def read_rand() -> pd.DataFrame:
    """RAND health insurance experiment: 20,190 person-years; any visit to a doctor."""
    data = sm.datasets.randhie.load_pandas().data
    health = np.select(
        [data["hlthg"] == 1, data["hlthf"] == 1, data["hlthp"] == 1], list("gfp"), "x"
    )
    rows = pd.DataFrame({"y": (data["mdvis"] > 0) * 1.0, "health": health})
    return rows.assign(lncoins=data["lncoins"], idp=data["idp"].astype(int).astype(str))


@dataclass(frozen=True)
class Case:
    read: Callable[[], pd.DataFrame]
    terms: tuple[Term, ...]


PARTY = Factor("party", ("dem", "mid", "rep"), "mid")
EDUC = Factor("educ", tuple("1234567"), "3")
MARRIAGE, RELIGIOUS = (
    Factor("rate_marriage", tuple("12345"), "5"),
    Factor("religious", tuple("1234"), "1"),
)
CASES = {
    "anes96": Case(read_anes, (PARTY, EDUC, Numeric("age", 10.0), Numeric("income", 5.0))),
    "anes96, interactions": Case(
        read_anes,
        (PARTY, Numeric("age", 10.0), Numeric("income"), Interaction(("party", "age"))),
    ),
    "fair": Case(
        read_fair, (MARRIAGE, RELIGIOUS, Numeric("age", 5.0), Numeric("yrs_married", 2.0))
    ),
    "fair, interactions": Case(
        read_fair, (RELIGIOUS, MARRIAGE, Interaction(("religious", "rate_marriage")))
    ),
    "spector": Case(
        read_spector, (Numeric("gpa"), Numeric("tuce"), Factor("psi", ("0", "1"), "0"))
    ),
    "randhie": Case(
        read_rand,
        (Factor("health", tuple("xgfp"), "x"), Numeric("lncoins"), Factor("idp", ("0", "1"), "0")),
    ),
}
