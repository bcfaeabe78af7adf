"""The declared days of fieldwork against the dates that stand in the file.

Here: that section of the check. Not here: which columns are dates of interviews (`fieldwork.py`).
"""

from __future__ import annotations

from datetime import date

from kj_assets.intake.arrival import describe_columns
from kj_assets.intake.fieldwork import Season, find_day_columns
from kj_assets.intake.findings import Finding, Section
from kj_assets.waves.readers.delivered import DeliveredFile
from kj_assets.waves.registry import Wave


def check_days(wave: Wave, delivered: DeliveredFile | None, today: date) -> Section:
    """Days to come, and days that are not those of any column of interview dates."""
    fieldwork = wave.declaration.fieldwork
    declared = (fieldwork.start, fieldwork.end)
    values = {"start": str(fieldwork.start or "–"), "end": str(fieldwork.end or "–")}
    if delivered is None:
        return Section("days", unseen="file_unread")
    columns = describe_columns(delivered)
    found = find_day_columns(columns, Season.of(wave.id, today), wave.declaration.zone)
    known = [one for one in found if not one.is_of_else]
    findings = []
    if fieldwork.end and fieldwork.end > today:
        findings.append(Finding("days_to_come", values=values))
    if known and declared not in [(one.first, one.last) for one in known]:
        findings.append(Finding("days_differ", False, values, tuple(one.told for one in known)))
    return Section("days", tuple(findings), values=values)
