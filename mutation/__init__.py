"""One statement broken at a time: does a test notice?

Start it with `make mutants`, or `python -m mutation --help`. Belongs here: breaking, finding and
running the tests that reach a statement, telling. Does not: any test.

A script of our own, because mutmut rewrites functions (and code versions here are hashes of what
functions say), and both mutmut and cosmic-ray start Python anew for each mutant, which costs more
here than the tests that kill it.
"""
