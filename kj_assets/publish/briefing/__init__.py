"""The briefing page: everything about it but the wiring.

Here: what it holds (`content.py`), its sentences (`prose.py`, `phrases.py`), its tables
(`tables.py`) and its making (`page.py`, `templates/`). Not here: Dagster.
"""
