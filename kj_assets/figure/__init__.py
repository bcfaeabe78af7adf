"""Figures: each a table, a chart specification that is data, and its words.

Here: pure functions from tables to `Drawing`s, and rendering them. Not here: estimating
what is drawn (`estimate/`), the page around the figures (`publish/`).
"""
