"""What leaves the house: the briefing page and the data dictionary.

Here: pure functions from tables and drawings to a page or a table. Not here: estimating or
drawing (`estimate/`, `figure/`).
"""
