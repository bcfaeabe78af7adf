"""The plan in the words of whoever declared the survey: crosswalks, models, items, waves.

Here: reasons as phrases. Not here: finding them (`dagster_kit/reasons.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from kj_assets.dagster_kit.asset import Asset
from kj_assets.dagster_kit.plan import Step
from kj_assets.dagster_kit.reasons import Kind, Reason

# Reasons of these kinds are told together in one phrase.
LISTED: dict[Kind, str] = {
    "above": "upstream data may change: {}",
    "input": "upstream data changed: {}",
    "input new": "reads {} now",
    "input gone": "{} is gone",
    "source": "{} changed",
    "library": "library changed: {}",
    "definition": "code changed: {}",
    "file": "output lost or changed: {}",
}
ALONE: dict[Kind, str] = {
    "new": "new",
    "code": "code changed",
    "order": "an order in the declarations changed",
}
# Path of a setting as the version knows it, to what people declared.
SETTINGS = (
    (r"wave\.declaration\.crosswalk\.(\w+)", "crosswalk of {0} changed", ""),
    (r"wave\.declaration\.(\w+).*", "wave.yaml changed", "{0}"),
    (r"wave\.id", "it is about another wave now", ""),
    (r"codebook\.items\.(\w+)\.?(\w*).*", "item {0} changed", "{1}"),
    (r"(?:models\.)?comparisons\.(\w+)\.?(\w*).*", "comparison {0} changed", "{1}"),
    (r"(?:models\.)?figures\.(\w+)\.?(\w*).*", "figure {0} changed", "{1}"),
    (r"(?:models\.)?models\.(\w+)\.?(\w*).*", "model {0} changed", "{1}"),
    (r"model\.(\w+).*", "model {key} changed", "{0}"),
    (r"(?:origins|waves)", "the list of waves changed", ""),
    (r"tags\.(\w+)", "{0} changed", ""),
)
MOST_NAMES = 4
PACKAGE = __name__.partition(".")[0] + "."


def tell_reasons(step: Step, asset: Asset) -> list[str]:
    """The reasons of a step, as short phrases, the most telling first."""
    return list(dict.fromkeys(_phrases(step.reasons, asset)))


def _phrases(reasons: Iterable[Reason], asset: Asset) -> Iterator[str]:
    for kind, group in groupby(reasons, key=lambda reason: reason.kind):
        together = list(group)
        if kind == "setting":
            yield from _tell_settings([reason.name for reason in together], asset)
        elif kind in ("group new", "group gone"):
            yield from (_tell_group(reason, asset) for reason in together)
        elif kind in LISTED:
            yield LISTED[kind].format(_enumerate([_short(reason) for reason in together]))
        else:
            yield ALONE[kind]


def _tell_group(reason: Reason, asset: Asset) -> str:
    what, _, name = reason.name.partition("_")
    if what != "wave":
        return "new" if reason.kind == "group new" else f"{reason.name} is gone"
    if reason.kind == "group gone":
        return f"wave {name} removed"
    return "new wave" if asset.key[0] == reason.name else f"new wave {name}"


def _tell_settings(paths: Iterable[str], asset: Asset) -> Iterator[str]:
    details: dict[str, dict[str, None]] = {}
    for path in paths:
        phrase, detail = _translate(path, asset)
        details.setdefault(phrase, {})
        if detail:
            details[phrase][detail] = None
    for phrase, found in details.items():
        yield f"{phrase} ({_enumerate(list(found))})" if found else phrase


def _translate(path: str, asset: Asset) -> tuple[str, str]:
    for pattern, phrase, detail in SETTINGS:
        found = re.fullmatch(pattern, path)
        if found:
            words = (found.groups(), {"key": asset.settings.get("key", asset.key[1])})
            return phrase.format(*words[0], **words[1]), detail.format(*words[0])
    return f"{path} changed", ""


def _short(reason: Reason) -> str:
    """A library with its versions, a definition without its package, a survey file by name."""
    if reason.kind == "source" and reason.name.endswith("/source"):
        return "survey file"
    if reason.kind == "library":
        return f"{reason.name} {reason.detail}"
    if reason.kind == "definition" and reason.name.startswith(PACKAGE):
        module, _, name = reason.name.rpartition(".")
        return f"{name} in {module.partition('.')[2].replace('.', '/')}.py"
    return reason.name


def _enumerate(names: list[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
