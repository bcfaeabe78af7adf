"""Alerts on their way: one small file each, kept until delivered, never sent twice.

Here: what is waiting and what was sent. Not here: how it is sent (`channels.py`), what is worth
an alert (`sensors.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter

from kj_assets.dagster_kit.alerts.channels import Channel, NotDeliveredError
from kj_assets.dagster_kit.files import write_files

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
SENT_KEPT = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Alert:
    """News for an operator; ``key`` tells it from any other, and the same key is sent once."""

    key: str
    title: str
    text: str


@dataclass(frozen=True)
class Waiting:
    """An alert in the outbox, with what became of it so far."""

    alert: Alert
    since: datetime
    delivered: tuple[str, ...] = ()
    attempts: int = 0
    next_try: datetime | None = None
    error: str = ""


_WAITING = TypeAdapter(Waiting)


class Outbox:
    """A folder with what waits and what was sent."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, which need not exist yet."""
        self.waiting, self.sent = folder / "waiting", folder / "sent"

    def put(self, alert: Alert) -> bool:
        """Take an alert in, unless it is there or was sent before; whether it is new."""
        name = f"{hashlib.sha256(alert.key.encode()).hexdigest()[:32]}.json"
        if (self.waiting / name).exists() or (self.sent / name).exists():
            return False
        self._write(name, Waiting(alert, datetime.now(UTC)))
        return True

    def list(self) -> dict[str, Waiting]:
        """What waits, by file name."""
        files = sorted(self.waiting.glob("*.json"))
        return {path.name: _WAITING.validate_json(path.read_bytes()) for path in files}

    def deliver(self, channels: Sequence[Channel], now: datetime) -> str:
        """Send what waits and is due; what failed waits longer each time. The answer tells.

        What is due later than the longest wait was put off by a clock that has gone back since.
        """
        sent, failed = 0, []
        for name, waiting in self.list().items():
            if waiting.next_try and now < waiting.next_try <= now + LONGEST_WAIT:
                failed.append(waiting.error)
                continue
            tried = _try(waiting, channels, now)
            self._write(name, tried)
            if tried.error:
                failed.append(tried.error)
            else:
                self.sent.mkdir(parents=True, exist_ok=True)
                (self.waiting / name).rename(self.sent / name)
                sent += 1
        told = f"{sent} alerts sent"
        return told + (f", {len(failed)} wait: {failed[0]}" if failed else "")

    def forget_old(self, now: datetime) -> None:
        """Delete what was sent years ago."""
        for path in self.sent.glob("*.json"):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < now - SENT_KEPT:
                path.unlink()

    def _write(self, name: str, waiting: Waiting) -> None:
        write_files(self.waiting, {name: _WAITING.dump_json(waiting, indent=1)})


def _try(waiting: Waiting, channels: Sequence[Channel], now: datetime) -> Waiting:
    """Send over every channel that has not delivered it yet."""
    delivered, errors = list(waiting.delivered), []
    for channel in channels:
        if channel.name in delivered:
            continue
        try:
            channel.send(waiting.alert.title, waiting.alert.text)
            delivered.append(channel.name)
        except NotDeliveredError as error:
            errors.append(f"{channel.name}: {error}")
    attempts = waiting.attempts + 1
    wait = min(FIRST_WAIT * 2 ** min(attempts, 10), LONGEST_WAIT)
    return replace(
        waiting,
        delivered=tuple(delivered),
        attempts=attempts,
        next_try=now + wait,
        error=f"{'; '.join(errors)} (attempt {attempts})" if errors else "",
    )
