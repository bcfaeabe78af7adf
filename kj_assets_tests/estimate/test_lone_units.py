"""Strata with a single unit add to a variance what was decided of them, as in R `survey`."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.clusters import LONE_RULES, name_lone, read_rule
from kj_assets.estimate.design import CellDesign, Design
from kj_assets.estimate.replicates import draw_bootstrap
from kj_assets.estimate.shares import estimate_shares, score_shares

PEOPLE = pd.DataFrame(
    {
        "stratum": ["a"] * 5 + ["b"] * 6 + ["island"] * 2 + ["cape"],
        "unit": [1, 1, 2, 3, 3, 1, 2, 2, 3, 4, 4, 9, 9, 8],
        "weight": [1.0, 2, 1, 1.5, 1, 0.5, 1, 1, 2, 1, 1, 1.25, 0.75, 3],
        "yes": [1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1],
    }
)
LONE = ("island", "cape")


def design_of(people: pd.DataFrame, rule: str, *, with_units: bool = True) -> Design:
    """The design with the lone strata named by what was decided; each of them has one unit."""
    strata = people["stratum"].where(
        ~people["stratum"].isin(LONE), people["stratum"].map(marked(rule))
    )
    units = people["unit"].to_numpy() if with_units else None
    return Design(people["weight"].to_numpy(), strata.to_numpy(), units)


def marked(rule: str) -> dict[str, str]:
    return {stratum: name_lone(stratum, rule) for stratum in LONE}


def by_hand(z: np.ndarray, people: pd.DataFrame, rule: str) -> float:
    """As R's `onestrat` and `onestage`: what each stratum adds, then their sum.

    Scores of estimates sum to 0 over all respondents, so R's ``adjust``, which leaves them as they
    are, holds them against the grand mean.
    """
    totals = pd.Series(z).groupby([people["stratum"], people["unit"]]).sum()
    added = []
    for _, stratum in totals.groupby(level=0):
        n = len(stratum)
        if n > 1:
            added.append(n / (n - 1) * ((stratum - stratum.mean()) ** 2).sum())
        else:
            added.append(
                {"certainty": 0.0, "adjust": stratum.iloc[0] ** 2, "average": np.nan}[rule]
            )
    known = [one for one in added if np.isfinite(one)]
    return sum(known) * len(added) / len(known)


@pytest.mark.parametrize("rule", LONE_RULES)
def test_a_share_has_the_error_of_r_survey(rule):
    design = design_of(PEOPLE, rule)
    inside, base = PEOPLE[["yes"]].to_numpy(bool), np.ones(len(PEOPLE), bool)
    z = score_shares(inside, base, design)[:, 0]
    assert abs(z.sum()) < 1e-15
    found = estimate_shares(inside, base, design)
    assert found.std_error[0] ** 2 == pytest.approx(by_hand(z, PEOPLE, rule), rel=1e-12)
    # R counts all units and all strata: a lone unit is one of each.
    assert found.df == 9 - 4


@pytest.mark.parametrize("rule", LONE_RULES)
@pytest.mark.parametrize("with_units", [True, False])
def test_cells_have_the_variance_of_rows(rule, with_units):
    people = PEOPLE if with_units else PEOPLE.drop(index=[11])
    rows = people.assign(
        stratum=people["stratum"].replace(marked(rule)), term="x", unit=people["unit"].astype(str)
    )
    rows.loc[1, "yes"] = None
    cells = collapse_to_cells(
        rows,
        outcomes=["yes"],
        terms=["term"],
        weight="weight",
        stratum="stratum",
        unit="unit" if with_units else None,
    )
    design = CellDesign.of(cells)
    score = np.where(cells["complete"], cells["yes"].astype(float) - 0.4, 0.0)[:, None]
    z = np.where(rows["yes"].notna(), (rows["yes"].astype(float) - 0.4) * rows["weight"], 0.0)
    expected = design_of(people, rule, with_units=with_units).covariance_of_total(z)
    np.testing.assert_allclose(design.covariance_of_total(score), expected, rtol=1e-12)


def test_a_domain_leaves_no_unit_alone():
    """What is lone is so in the whole sample: a unit of the domain beside empty ones is not."""
    domain = PEOPLE["stratum"].ne("a") | PEOPLE["unit"].eq(1)
    known = PEOPLE[~PEOPLE["stratum"].isin(LONE)]
    Design(
        known["weight"].to_numpy(), known["stratum"], known["unit"], domain[known.index].to_numpy()
    )


def test_nothing_decided_is_refused_and_so_is_an_average_of_nothing():
    with pytest.raises(RefusalError, match="D001: stratum island has a single sampling unit"):
        Design(PEOPLE["weight"].to_numpy(), PEOPLE["stratum"], PEOPLE["unit"])
    alone = PEOPLE[PEOPLE["stratum"].isin(LONE)].reset_index(drop=True)
    with pytest.raises(RefusalError, match="D001"):
        design_of(alone, "average")
    assert design_of(alone, "certainty").df == 0


def test_a_lone_unit_is_in_every_replicate_once():
    drawn = draw_bootstrap(
        len(PEOPLE), 20, 1, strata=PEOPLE["stratum"].replace(marked("adjust")), units=PEOPLE["unit"]
    )
    assert (drawn[PEOPLE["stratum"].isin(LONE)] == 1).all()
    assert (drawn[:11].std(axis=1) > 0).all()


def test_a_name_says_what_was_decided_whatever_stands_before_it():
    assert [read_rule(f"2031/{name_lone('x (y)', rule)}") for rule in LONE_RULES] == list(
        LONE_RULES
    )
    assert read_rule("island") == read_rule(7) == read_rule("a (lone unit: merge)") == ""
