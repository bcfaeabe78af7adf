"""The family of errors a user meets: each has a code, says where, and what to do next.

Codes: F0xx files, F1xx declarations (YAML), K0xx crosswalk and corrections, G0xx the
validation gate, P0xx population margins and published figures, B0xx the build and its
store, A0xx back-ups, R1xx releases, M0xx the machine (disk, permissions). Statistical codes
live in `estimate.checks`.
"""

from __future__ import annotations


class TrackerError(ValueError):
    """A mistake in files or declarations that a person can mend.

    Args:
        code: short stable code, for example ``K002``.
        message: what is wrong, where (wave, item, counts), and what to do next.
    """

    def __init__(self, code: str, message: str) -> None:
        """Keep the code beside the sentence."""
        self.code = code
        self.message = message
        super().__init__(f"{code}: {message}")

    def __reduce__(self) -> tuple[type[TrackerError], tuple[str, str]]:
        """Let the error cross from one process to another."""
        return type(self), (self.code, self.message)


class FileError(TrackerError):
    """The survey file is missing, changed, empty or unreadable."""


class DeclarationError(TrackerError):
    """A YAML or CSV under ``data/`` says something that cannot be."""


class CrosswalkError(TrackerError):
    """A wave's columns and codes do not fit its crosswalk or corrections."""


class ReleaseError(TrackerError):
    """A release cannot be kept, found or read."""


class BuildError(TrackerError):
    """The store or the build itself cannot go on."""


class ArchiveError(TrackerError):
    """A back-up cannot be written, read or put in place."""


class MachineError(TrackerError):
    """The disk or the permissions refuse; nothing is wrong with the project."""
