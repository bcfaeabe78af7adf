"""What holds for every test.

No deadline for a random example: a busy machine is no bug. What is slow is measured in
`benchmarks/`.
"""

from __future__ import annotations

from importlib.util import find_spec

if find_spec("hypothesis"):  # The environment of `make scale` goes without.
    from hypothesis import settings

    settings.register_profile("untimed", deadline=None)
    settings.load_profile("untimed")
