"""One module per contender: each reads the file, estimates, and says what it found.

Each is a process of its own, started by `measure.py`; those for other environments import nothing
but the standard library, `benchmarks.survey` and the library they are about.
"""
