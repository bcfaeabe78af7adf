"""``data/alerts.yaml``: whom to tell when something fails and nobody is looking, and of what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import dagster as dg
from pydantic import Field

from kj_assets.dagster_kit.alerts.channels import Channel, Mail, Webhook
from kj_assets.dagster_kit.alerts.outbox import Alert, Outbox
from kj_assets.dagster_kit.alerts.sensors import alert_sensors
from kj_assets.project import Project
from kj_assets.waves.declarations import Declared, read_declaration
from kj_assets.waves.overdue import DAYS_ALLOWED, find_overdue
from kj_assets.waves.registry import Wave


class WebhookDeclaration(Declared):
    """A webhook; its address is a secret, so only the variable that holds it is named."""

    url_from: str


class MailDeclaration(Declared):
    """An e-mail server; only the variable that holds the password is named."""

    host: str
    port: int = Field(default=587, gt=0, lt=65536)
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: str
    to: tuple[str, ...] = Field(min_length=1)
    user: str | None = None
    password_from: str | None = None


class AlertsDeclaration(Declared):
    """Where alerts go; nowhere unless declared."""

    webhook: WebhookDeclaration | None = None
    mail: MailDeclaration | None = None
    wave_overdue_after_days: int = Field(default=DAYS_ALLOWED, ge=0, le=3650)

    @property
    def channels(self) -> list[Channel]:
        """Everything an alert is sent by."""
        channels: list[Channel] = []
        if self.webhook:
            channels.append(Webhook(self.webhook.url_from))
        if self.mail:
            channels.append(Mail(**self.mail.model_dump()))
        return channels

    @property
    def variables(self) -> list[str]:
        """Environment variables that have to be set."""
        named = (
            self.webhook.url_from if self.webhook else None,
            self.mail.password_from if self.mail else None,
        )
        return [name for name in named if name]


def read_alerts(project: Project) -> AlertsDeclaration:
    """What a project declares, or nothing.

    Raises:
        DeclarationError: F101, F102 (see `read_declaration`).
    """
    path = project.alerts
    return read_declaration(path, AlertsDeclaration) if path.exists() else AlertsDeclaration()


def declare_alerts(project: Project, waves: Sequence[Wave]) -> list[dg.SensorDefinition]:
    """The sensors that tell of failures and of waves that should be here; none by default."""
    declared = read_alerts(project)
    if not declared.channels:
        return []

    def more(now: datetime) -> list[Alert]:
        return alert_overdue(waves, now, declared.wave_overdue_after_days)

    return alert_sensors(open_outbox(project), declared.channels, more)


def open_outbox(project: Project) -> Outbox:
    """Where alerts wait."""
    return Outbox(project.dagster_home / "alerts")


def alert_overdue(waves: Sequence[Wave], now: datetime, days_allowed: int) -> list[Alert]:
    """An alert for each wave that is expected and absent, told once for each expected day."""
    return [
        Alert(
            f"wave {late.wave} expected {late.expected}",
            f"Wave {late.wave} is expected but absent",
            f"{late.sentence}.\nWhat to do: {late.remedy}.",
        )
        for late in find_overdue(waves, now.date(), days_allowed)
    ]
