"""Alerts over an encrypted line: to a server whose certificate is trusted, and to no other."""

from __future__ import annotations

import base64
import ssl
from pathlib import Path

import pytest

from kj_assets.dagster_kit.alerts.channels import Mail, NotDeliveredError, Webhook
from kj_assets_tests.dagster_kit.receivers import (
    HERE,
    HookServer,
    PostServer,
    certify_self,
    serving,
)

PASSWORD = "a-secret-password"
LOGIN = base64.b64encode(f"\0tracker\0{PASSWORD}".encode())


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    return certify_self(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSWORD", PASSWORD)


def mail_to(port: int) -> Mail:
    return Mail(HERE, port, "starttls", "t@example.org", ("o@example.org",), "tracker", "PASSWORD")


@pytest.mark.usefixtures("password")
def test_a_mail_goes_encrypted_to_a_server_whose_certificate_is_trusted(certified, monkeypatch):
    certificate, context = certified
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    server = PostServer(context)
    with serving(server) as port:
        mail_to(port).send("A scheduled run failed", "why")
    (mail,) = server.mails
    assert b"A scheduled run failed" in mail
    in_clear = [line[:4].upper().strip() for private, line in server.heard if not private]
    assert in_clear == [b"EHLO", b"STAR"]
    assert (True, b"AUTH PLAIN " + LOGIN + b"\r\n") in server.heard


@pytest.mark.usefixtures("password")
def test_nobody_gets_the_password_whose_certificate_is_self_signed(certified):
    server = PostServer(certified[1])
    untrusted = r"certificate.*self.signed.*SSL_CERT_FILE"
    with serving(server) as port, pytest.raises(NotDeliveredError, match=untrusted) as no:
        mail_to(port).send("title", "text")
    heard = b"".join(line for _, line in server.heard)
    assert PASSWORD not in str(no.value)
    assert b"AUTH" not in heard and server.mails == []


@pytest.mark.usefixtures("password")
def test_a_server_that_offers_no_encryption_gets_neither_password_nor_mail():
    server = PostServer()
    with serving(server) as port, pytest.raises(NotDeliveredError, match="SMTPNotSupported"):
        mail_to(port).send("title", "text")
    assert all(line[:4].upper() in (b"EHLO", b"QUIT") for _, line in server.heard)
    assert server.mails == []


def test_a_webhook_is_told_nothing_until_its_certificate_is_trusted(certified, monkeypatch):
    certificate, context = certified
    server = HookServer()
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with serving(server) as port:
        monkeypatch.setenv("HOOK", f"https://{HERE}:{port}/a-secret-token")
        with pytest.raises(NotDeliveredError, match=r"certificate.*self.signed") as no:
            Webhook("HOOK").send("title", "text")
        assert server.posted == [] and "a-secret-token" not in str(no.value)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        Webhook("HOOK").send("title", "text")
    assert [posted["title"] for posted in server.posted] == ["title"]
