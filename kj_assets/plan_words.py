"""The plan in the words of whoever declared the survey: crosswalks, models, items, waves.

Here: reasons as phrases. Not here: finding them (`dagster_kit/reasons.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from kj_assets.dagster_kit.asset import Asset, show_key
from kj_assets.dagster_kit.plan import Step
from kj_assets.dagster_kit.reasons import Kind, Reason
from kj_assets.setting_words import WAVES_CHANGED, translate

# What an asset still reads and nothing holds any more.
LOST_ABOVE = "input lost"
# Reasons of these kinds are told together in one phrase.
LISTED: dict[str, str] = {
    "above": "upstream data may change: {}",
    "input": "upstream data changed: {}",
    "input new": "now reads {}",
    "input gone": "no longer reads {}",
    LOST_ABOVE: "upstream data lost: {}",
    "source": "{} changed",
    "library": "library changed: {}",
    "definition": "code changed: {}",
    "table": "table lost or changed: {}",
    "file": "output lost or changed: {}",
}
ALONE: dict[str, str] = {
    "new": "new",
    "code": "code changed",
    "order": "an order in the declarations changed",
}
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
    for kind, group in groupby(waves_first, key=lambda reason: _kind_of(reason, asset)):
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


def _kind_of(reason: Reason, asset: Asset) -> str:
    is_read = reason.name in map(show_key, asset.upstream)
    return LOST_ABOVE if reason.kind == "input gone" and is_read else reason.kind


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
        phrase, detail = translate(path, asset)
        details.setdefault(phrase, {})
        if detail:
            details[phrase][detail] = None
    for phrase, found in details.items():
        yield f"{phrase} ({_enumerate(list(found), most)})" if found else phrase


def _short(reason: Reason) -> str:
    """A library with its versions, a definition without its package, a survey file by name."""
    if reason.kind == "source" and reason.name.endswith("/source"):
        return "survey file"
    if reason.kind == "library":
        return f"{reason.name} {reason.detail}"
    if reason.kind == "definition" and reason.name.startswith(PACKAGE):
        module, _, name = reason.name.rpartition(".")
        place = module.partition(".")[2].replace(".", "/")
        is_folder = (Path(__file__).parent / place).is_dir()
        return f"{name} in {place}{'/__init__' if is_folder else ''}.py"
    return reason.name


def _enumerate(names: list[str], most: int | None) -> str:
    """Names with commas; with a limit, the first ones and how many more."""
    shown = names[:most]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
