"""Which assets a selection means, in the syntax of the Dagster UI.

Here: reading it against the declared graph. A plain key counts as ``key:"…"``; without that,
Dagster reads it in an older syntax, where ``+`` reaches one step only.
"""

from __future__ import annotations

import re
import warnings

import dagster as dg
from dagster._core.definitions.asset_selection import DagsterInvalidAssetSelectionError

from kj_assets.dagster_kit.asset import Key
from kj_assets.errors import BuildError

PLAIN_KEY = re.compile(r"""(?<![\w:"/=])(\w+/[\w*]+)(?![\w"])""")
HELP = (
    "Write it as in the Dagster UI: wave_2025/toplines, +wave_2025/effects (with what it is made "
    'from), wave_2025/clean+ (with what is made from it), group:trend, kind:vegalite, key:"trend/*"'
)


def select_keys(definitions: dg.Definitions, selection: str) -> set[Key]:
    """Keys of the stored assets a selection means.

    Raises:
        BuildError: B003 it cannot be read, or means none of the assets.
    """
    with warnings.catch_warnings():
        # Dagster warns of a parameter in beta that its own parser sets.
        warnings.simplefilter("ignore", dg.BetaWarning)
        try:
            read = dg.AssetSelection.from_string(PLAIN_KEY.sub(r'key:"\1"', selection))
            graph = definitions.resolve_asset_graph()
            found = read.resolve(graph) & graph.materializable_asset_keys
        except DagsterInvalidAssetSelectionError as error:
            raise BuildError("B003", f"selection {selection!r} cannot be read. {HELP}") from error
        except dg.DagsterInvalidSubsetError as error:
            raise BuildError("B003", f"selection {selection!r} means no asset. {HELP}") from error
    if not found:
        raise BuildError("B003", f"selection {selection!r} means no asset. {HELP}")
    return {(key.path[0], key.path[1]) for key in found}
