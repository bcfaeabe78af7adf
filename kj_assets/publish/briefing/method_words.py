"""How a wave's sample was drawn and its numbers made, as its declaration says.

Here: the sentence that each mode, sampling, weight and design allows, for one wave or several. Not
here: the templates (`cautions.py`), weights and design as footers name them
(`figure/declared_words.py`). What is not declared is not said.
"""

from __future__ import annotations

from collections.abc import Sequence

from kj_assets.figure.declared_words import is_weighted, tell_design, tell_weighting
from kj_assets.figure.wording import Language
from kj_assets.publish.briefing.phrases import say
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.wave_declaration import WaveDeclaration


def tell_sample(declared: WaveDeclaration, codebook: Codebook, language: Language) -> str:
    """Weights, design, and what intervals rest on."""
    told = (
        tell_weighting(declared.weight, codebook, language),
        tell_design(declared.design, language),
        say(choose_sampling(declared), language),
    )
    return " ".join(text for text in told if text)


def choose_sampling(declared: WaveDeclaration) -> str:
    """The phrase on how people were chosen, by sampling, provenance, weights, mode and design."""
    if declared.fieldwork.sampling == "probability":
        if declared.provenance == "reconstructed":
            return "sample_stood_for"
        return "sample_drawn" if _has_design(declared) else "sample_drawn_alone"
    if not is_weighted(declared.weight):
        return "sample_unweighted"
    group = "raked" if declared.weight.rake else "delivered"
    people = "panel" if declared.fieldwork.mode == "web" else "volunteers"
    return f"sample_{people}_{group}"


def tell_regression(waves: Sequence[WaveDeclaration], language: Language) -> str:
    """What each model is, and what a gap is."""
    weighted = [is_weighted(wave.weight) for wave in waves]
    key = "all" if all(weighted) else "some" if any(weighted) else "none"
    return f"{say(f'models_{key}', language)} {say('method_gaps', language)}"


def tell_errors(waves: Sequence[WaveDeclaration], language: Language) -> str:
    """How standard errors are made: with the weights and the design, as far as there are any."""
    kinds = {_choose_errors(wave) for wave in waves}
    return say(kinds.pop() if len(kinds) == 1 else "errors_differ", language)


def _choose_errors(declared: WaveDeclaration) -> str:
    parts = [
        *(["weights"] if is_weighted(declared.weight) else []),
        *(["design"] if _has_design(declared) else []),
    ]
    return f"errors_{'_'.join(parts) or 'alone'}"


def _has_design(declared: WaveDeclaration) -> bool:
    return bool(declared.design.stratum or declared.design.unit)
