"""Where pictures and pages are served while the Dagster UI runs, so that it can show them."""

from __future__ import annotations

import os
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ADDRESS = "127.0.0.1"
PORT = 3070
# Where the server of this UI listens, for the processes that load its definitions.
PORT_VARIABLE = "KJ_PICTURES_PORT"
SHOWN_FOLDERS = ("site", "figures")
# A page with an anchor for each asset.
RECORDS_PAGE = "site/provenance.html#en-"


def site_url(path: str) -> str:
    """The address of a file below the build folder, while the UI runs.

    It belongs to what is known when definitions are loaded, never to a stored record: the next
    time the UI runs the port may be another.
    """
    return f"http://{ADDRESS}:{os.environ.get(PORT_VARIABLE, PORT)}/{path}"


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


class SiteServer(ThreadingHTTPServer):
    """Takes its port for itself: another server's is taken, never shared."""

    allow_reuse_address = False


def serve_site(build_folder: Path) -> SiteServer:
    """Serve site and figures on loopback in the background, on another port if ours is taken."""
    handler = partial(SiteHandler, directory=str(build_folder.resolve()))
    try:
        server = SiteServer((ADDRESS, PORT), handler)
    except OSError:
        server = SiteServer((ADDRESS, 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
