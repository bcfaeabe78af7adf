"""The check as one self-contained HTML page in both languages, in the briefing's style.

Here: filling the template. Not here: the terminal (`check_terminal.py`), words (`words.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kj_assets.figure.wording import LANGUAGES
from kj_assets.intake.findings import WaveCheck, in_language
from kj_assets.intake.words import say
from kj_assets.publish.site.shell import FOLDERS, add_fonts

TEMPLATES = Path(__file__).parent / "templates"


def build_check_page(check: WaveCheck) -> str:
    """The whole page, with fonts cut to its letters; it fetches nothing."""
    values = {"check": check, "languages": LANGUAGES, "say": say, "in_language": in_language}
    return add_fonts({"": str(_template().render(values))})[""]


def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader([TEMPLATES, *FOLDERS]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("check.html")
