"""What changed between two releases: in estimates, signs, significance, n and levels.

Here: comparing (`compare.py`), reading releases (`reading.py`), the page (`page.py`).
"""
