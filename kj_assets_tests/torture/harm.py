"""What a disturbed build left that is neither the old nor the new version."""

from __future__ import annotations

from kj_assets_tests.torture.states import Hashes, State
from kj_assets_tests.torture.stories import Story


def find_harm(left: State, story: Story) -> list[str]:
    """What is neither the old nor the new version, or does not fit its record."""
    old, new = story.old, story.new
    harm = [
        *_neither(left.work, old.work, new.work),
        *_neither(left.files, old.files, new.files),
        *_torn(left.work, old.work, new.work),
    ]
    return harm if left.published in (old.published, new.published) else [*harm, "published"]


def _neither(left: Hashes, old: Hashes, new: Hashes) -> list[str]:
    # Comments come last, in one go: the tables they speak of are stored one by one before.
    names = {
        name
        for name in (left | old | new)
        if not (name.endswith(".incoming") or name.startswith("comment "))
    }
    return sorted(n for n in names if left.get(n) not in (old.get(n), new.get(n)))


def _torn(left: Hashes, old: Hashes, new: Hashes) -> list[str]:
    """Records of the new version beside tables that are not."""
    return [
        table
        for name in left
        if name.startswith("record ") and left[name] == new[name] != old.get(name)
        for table in new
        if (table + "__").startswith(name.removeprefix("record ") + "__")
        and left.get(table) != new[table]
    ]
