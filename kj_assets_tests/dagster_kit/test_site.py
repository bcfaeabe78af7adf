"""The picture server: on loopback only, and nothing but site and figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from kj_assets.dagster_kit import site

Ask = Callable[..., tuple[int, bytes]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("served")
    build = root / "build"
    for name in ("site", "figures", "site_of_somebody"):
        (build / name).mkdir(parents=True)
        (build / name / "page.html").write_text(f"this is {name}")
    (build / "kj.duckdb").write_text("secret")
    (root / "wave.yaml").write_text("secret")
    (build / "site" / "way_out").symlink_to(root)
    return build


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[site.ThreadingHTTPServer]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(site, "PORT", 0)
        running = site.serve_site(folder)
    with running:
        yield running
        running.shutdown()


@pytest.fixture
def ask(server: site.ThreadingHTTPServer) -> Ask:
    """Send a path exactly as it is written."""

    def send(path: str, method: str = "GET") -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", server.server_address[1], timeout=20)
        connection.request(method, path)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, content

    return send


def test_only_loopback_is_served(server):
    assert server.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize("name", ["site", "figures"])
def test_pages_and_figures_are_served(ask, name):
    assert ask(f"/{name}/page.html") == (200, f"this is {name}".encode())
    assert ask(f"/{name}/page.html", "HEAD") == (200, b"")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/", "the build folder itself"),
        ("/kj.duckdb", "the store"),
        ("/site/../kj.duckdb", "up and aside"),
        ("/site/%2e%2e/kj.duckdb", "up, written otherwise"),
        ("/site/..%2fkj.duckdb", "up, with a slash written otherwise"),
        ("/../wave.yaml", "above the build folder"),
        ("/site/../../wave.yaml", "above it by way of the site"),
        ("/site/way_out/wave.yaml", "a link that leads out"),
        ("//etc/hostname", "a path from the root"),
        ("/site_of_somebody/page.html", "a folder whose name only starts alike"),
        ("/site/nothing.html", "what is not there"),
    ],
    ids=lambda value: value.replace("/", "|"),
)
def test_everything_else_is_not_there(ask, path, why):
    for method in ("GET", "HEAD"):
        status, content = ask(path, method)
        assert status == 404
        assert b"secret" not in content


def test_nothing_can_be_written(ask, folder):
    assert ask("/site/page.html", "PUT")[0] == 501
    assert (folder / "site" / "page.html").read_text() == "this is site"


def test_a_taken_port_is_left_to_whoever_has_it(folder, server, monkeypatch):
    taken = server.server_port
    monkeypatch.setattr(site, "PORT", taken)
    with site.serve_site(folder) as second:
        port = second.server_port
        assert port not in (0, taken)
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/site/page.html")
        assert connection.getresponse().read() == b"this is site"
        connection.close()
        second.shutdown()


def test_addresses_follow_the_port_that_was_taken(monkeypatch):
    monkeypatch.setenv(site.PORT_VARIABLE, "4321")
    assert site.site_url("site/a.html") == "http://127.0.0.1:4321/site/a.html"


def test_a_picture_is_short_markdown_with_its_address():
    shown = site.picture_markdown("A title", "figures/a.svg")
    assert shown == "![A title](http://127.0.0.1:3070/figures/a.svg)"
    assert len(site.picture_markdown("long " * 400, "figures/a.svg")) < 1000
