"""Weights: raking a sample to known margins, and what the weights cost.

`rake.py` and `diagnostics.py` are pure; `assets.py` is the only wiring.
"""
