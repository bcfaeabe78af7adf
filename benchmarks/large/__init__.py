"""How one wave behaves as it grows: the whole chain from file to figures, 1e5 to 1e7 respondents.

`waves.py` makes the wave, `building.py` builds it in a process of its own and measures each asset,
`__main__.py` does so for every size and writes the table.
"""
