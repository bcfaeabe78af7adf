"""Respondents drawn to meet published figures, for a wave whose microdata are not public.

Belongs here: the plan (`plan.py`, `load.py`), the draw (`people.py`, `answers.py`, `draw.py`),
meeting the targets (`shares.py`, `effects.py`, `tune.py`, `check.py`), and writing a file as an
agency would deliver it (`deliver.py`, `write.py`). Does not: any name of an item, a level or a
wave; weighting and the declared models, which the caller passes in. The rows are evidence of
nothing: their provenance says so wherever they go.
"""

from kj_assets.waves.reconstruct.draw import Reconstruction, reconstruct_wave
from kj_assets.waves.reconstruct.effects import CaseSet, TunedModel
from kj_assets.waves.reconstruct.load import load_plan
from kj_assets.waves.reconstruct.plan import ReconstructionPlan
from kj_assets.waves.reconstruct.write import WrittenFile, write_reconstruction

__all__ = [
    "CaseSet",
    "Reconstruction",
    "ReconstructionPlan",
    "TunedModel",
    "WrittenFile",
    "load_plan",
    "reconstruct_wave",
    "write_reconstruction",
]
