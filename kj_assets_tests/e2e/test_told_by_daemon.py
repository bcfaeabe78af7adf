"""A scheduled run fails at night: the daemon tells the operator, and no file or log a secret."""

from __future__ import annotations

import base64
import json
import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import yaml

from kj_assets.dagster_kit.develop import prepare_home
from kj_assets.project import PROJECT_VARIABLE
from kj_assets_tests.dagster_kit.receivers import (
    HERE,
    HookServer,
    PostServer,
    certify_self,
    serving,
)
from kj_assets_tests.e2e.dagster_daemon import daemon, wait_until
from kj_assets_tests.e2e.small_project import wave_folder, write_small_project

PATH, PASSWORD = "a-secret-path", "a-secret-password"
ENCODED = base64.b64encode(PASSWORD.encode()).decode()
SECRET = re.compile(f"{PATH}|{PASSWORD}|{ENCODED}".encode())


def declare_alerts(mail_port: int) -> str:
    mail = {
        "host": HERE,
        "port": mail_port,
        "security": "starttls",
        "sender": "tracker@example.org",
        "to": ["operator@example.org"],
        "user": "tracker",
        "password_from": "KJ_MAIL_PASSWORD",
    }
    return yaml.safe_dump({"webhook": {"url_from": "KJ_ALERT_WEBHOOK"}, "mail": mail})


def holds_secret(path: Path) -> bool:
    """Whether a file has one in it; SQLite's logs go when whoever wrote them ends."""
    try:
        return bool(SECRET.search(path.read_bytes()))
    except FileNotFoundError:
        return False


@pytest.mark.torture
def test_a_scheduled_run_that_fails_reaches_both_channels_and_leaves_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, context = certify_self(tmp_path)
    project = write_small_project(tmp_path / "project")
    with (wave_folder(project) / "responses.csv").open("a") as file:
        file.write("P999,1,1,40,1.0\n")
    hook, post = HookServer(), PostServer(context)
    with serving(hook) as hook_port, serving(post) as mail_port:
        project.alerts.write_text(declare_alerts(mail_port))
        monkeypatch.setenv("KJ_ALERT_WEBHOOK", f"http://{HERE}:{hook_port}/{PATH}")
        monkeypatch.setenv("KJ_MAIL_PASSWORD", PASSWORD)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        monkeypatch.setenv("DAGSTER_HOME", "")
        monkeypatch.setenv(PROJECT_VARIABLE, str(project.root))
        prepare_home(project.dagster_home)

        def mails() -> str:
            read = [message_from_bytes(data, policy=policy.default) for data in post.mails]
            return "\n".join(f"{mail['Subject']}: {mail.get_content()}" for mail in read)

        with daemon(project, "kj_assets_tests.e2e.every_minute") as read_log:
            wait_until(
                lambda: "yearly_build" in json.dumps(hook.posted) and "yearly_build" in mails(),
                read_log,
            )
    assert "A scheduled run failed" in mails()
    assert set(hook.paths) == {f"/{PATH}"}
    assert any(private and line.startswith(b"AUTH") for private, line in post.heard)
    files = [path for path in project.root.rglob("*") if path.is_file()]
    assert {".db", ".log", ".json"} <= {path.suffix for path in files}
    assert [path for path in files if holds_secret(path)] == []
