"""The same estimates from this project and from its peers, timed side by side in one run.

Start it with `python -m benchmarks --help`. Belongs here: made-up rows, contenders, measuring,
the page it writes. Does not: tests of correctness, which `kj_assets_tests/estimate` holds.
"""
