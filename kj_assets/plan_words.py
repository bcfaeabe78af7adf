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
    "input new": "now reads {}",
    "input gone": "no longer reads {}",
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
WAVES_CHANGED = "the list of waves changed"
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
    (r"(?:origins|waves)", WAVES_CHANGED, ""),
    (r"figures", "the list of figures changed", ""),
    (r"asked\.(\w+).*", "items asked in wave {0} changed", ""),
    (r"offered.*", "levels on offer changed", ""),
    (r"tags\.(\w+)", "{0} changed", ""),
)
GROUPS: tuple[Kind, ...] = ("group new", "group gone")
MOST_NAMES = 2
MOST_PHRASES = 2
PACKAGE = __name__.partition(".")[0] + "."


def tell_reasons(step: Step, asset: Asset) -> list[str]:
    """The reasons of a step, as phrases that name everything, the most telling first."""
    return list(dict.fromkeys(_phrases(step, asset, None)))


def tell_shortly(step: Step, asset: Asset) -> str:
    """The reasons of a step for a line or two: the most telling, and how many more there are."""
    phrases = list(dict.fromkeys(_phrases(step, asset, MOST_NAMES)))
    most = MOST_PHRASES
    if any(reason.kind in GROUPS for reason in step.reasons):
        # A wave that came or went accounts for whatever else is said of the same asset.
        phrases, most = [phrase for phrase in phrases if phrase != WAVES_CHANGED], 1
    more = len(phrases) - most
    told = "; ".join(phrases[:most])
    return told + (f"; {more} more reason{'s' if more > 1 else ''}" if more > 0 else "")


def _phrases(step: Step, asset: Asset, most: int | None) -> Iterator[str]:
    waves_first = sorted(step.reasons, key=lambda reason: reason.kind not in GROUPS)
    for kind, group in groupby(waves_first, key=lambda reason: reason.kind):
        together = list(group)
        if kind == "setting":
            yield from _tell_settings([reason.name for reason in together], asset, most)
        elif kind in GROUPS:
            yield from (_tell_group(reason, asset) for reason in together)
        elif kind in LISTED:
            names, shown = [_short(reason) for reason in together], 1 if kind == "above" else most
            yield LISTED[kind].format(_enumerate(names, most and shown))
        else:
            yield ALONE[kind]


def _tell_group(reason: Reason, asset: Asset) -> str:
    what, _, name = reason.name.partition("_")
    if what != "wave":
        return "new" if reason.kind == "group new" else f"{reason.name} is gone"
    if reason.kind == "group gone":
        return f"wave {name} removed"
    return "new wave" if asset.key[0] == reason.name else f"new wave {name}"


def _tell_settings(paths: Iterable[str], asset: Asset, most: int | None) -> Iterator[str]:
    details: dict[str, dict[str, None]] = {}
    for path in paths:
        phrase, detail = _translate(path, asset)
        details.setdefault(phrase, {})
        if detail:
            details[phrase][detail] = None
    for phrase, found in details.items():
        yield f"{phrase} ({_enumerate(list(found), most)})" if found else phrase


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


def _enumerate(names: list[str], most: int | None) -> str:
    """Names with commas; with a limit, the first ones and how many more."""
    shown = names[:most]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
