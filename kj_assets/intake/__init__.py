"""Taking in a new wave's file: `kj wave add` drafts its ``wave.yaml``, `kj wave check` tries it.

Here: what arrived, what it is likely to be, and what a person must decide. Not here: reading
survey files (`waves/readers/`), applying a crosswalk (`clean/`), the gate (`validate/`).
"""
