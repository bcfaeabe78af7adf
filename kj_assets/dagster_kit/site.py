"""Where pictures and pages are served while the Dagster UI runs, so that it can show them."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ADDRESS = "127.0.0.1"
PORT = 3070
SHOWN_FOLDERS = ("site", "figures")
# A page with an anchor for each asset.
RECORDS_PAGE = "site/provenance.html#en-"


def site_url(path: str) -> str:
    """The address of a file below the build folder."""
    return f"http://{ADDRESS}:{PORT}/{path}"


def picture_markdown(title: str, path: str) -> str:
    """A picture as Markdown; short, because the UI draws only short Markdown inline."""
    return f"![{title[:200]}]({site_url(path)})"


class SiteHandler(SimpleHTTPRequestHandler):
    """Serves the site and the figures, and nothing else of the build folder."""

    def translate_path(self, path: str) -> str:
        """The file for an address; outside the shown folders there is none."""
        file = Path(super().translate_path(path)).resolve()
        shown = any(file.is_relative_to(Path(self.directory) / f) for f in SHOWN_FOLDERS)
        return str(file if shown else Path(self.directory) / "nothing here")

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent: the terminal belongs to Dagster."""


def serve_site(build_folder: Path) -> ThreadingHTTPServer:
    """Serve site and figures on loopback in the background."""
    handler = partial(SiteHandler, directory=str(build_folder.resolve()))
    server = ThreadingHTTPServer((ADDRESS, PORT), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
