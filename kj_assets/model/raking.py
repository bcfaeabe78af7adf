"""What a model declares of standard errors that know how the weights were made."""

from __future__ import annotations

from pydantic import Field

from kj_assets.waves.declarations import Declared


class RakedErrors(Declared):
    """Standard errors beside the published ones: raking taken out, and a bootstrap that re-rakes.

    Each of the ``replicates`` draws units within strata, rakes them to the wave's margins and
    fits the model again; ``seed`` fixes the draws.
    """

    replicates: int = Field(default=500, ge=100, le=10_000)
    seed: int = Field(default=1, ge=0, lt=2**63)
