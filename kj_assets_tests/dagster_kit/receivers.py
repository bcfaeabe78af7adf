"""Where alerts arrive in tests: a webhook and a mail server on loopback that keep what they get."""

from __future__ import annotations

import ipaddress
import json
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

HERE = "127.0.0.1"
ANSWERS = {b"QUIT": b"221 bye\r\n", b"AUTH": b"235 come in\r\n", b"STAR": b"220 go on\r\n"}


class _Hook(BaseHTTPRequestHandler):
    """Keeps what is posted, and answers with the statuses it was given, then 200."""

    server: HookServer

    def do_POST(self) -> None:  # noqa: N802
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append(json.loads(body))
        self.server.paths.append(self.path)
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class HookServer(HTTPServer):
    """A webhook."""

    def __init__(self) -> None:
        super().__init__((HERE, 0), _Hook)
        self.posted: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.statuses: list[int] = []


class _Post(socketserver.StreamRequestHandler):
    server: PostServer
    is_private = False

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            self.server.heard.append((self.is_private, line))
            word = line[:4].upper()
            self.wfile.write(self._answer(word))
            if word == b"QUIT" or (word == b"STAR" and not self._encrypt()):
                return

    def _answer(self, word: bytes) -> bytes:
        if word == b"DATA":
            self.wfile.write(b"354 go on\r\n")
            self.server.mails.append(b"".join(iter(self.rfile.readline, b".\r\n")))
        if word == b"EHLO" and self.server.context:
            return b"250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n"
        if word == b"RCPT" and self.server.refuses:
            return b"550 no\r\n"
        return ANSWERS.get(word, b"250 ok\r\n")

    def _encrypt(self) -> bool:
        """Whether the other side trusts the certificate."""
        assert self.server.context
        try:
            private = self.server.context.wrap_socket(self.connection, server_side=True)
        except (ssl.SSLError, ConnectionError):
            return False
        self.connection, self.is_private = private, True
        self.rfile, self.wfile = private.makefile("rb"), private.makefile("wb", buffering=0)
        return True


class PostServer(socketserver.TCPServer):
    """A mail server of a few commands; it offers STARTTLS where it has a certificate."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        super().__init__((HERE, 0), _Post)
        self.context = context
        self.mails: list[bytes] = []
        self.heard: list[tuple[bool, bytes]] = []
        self.refuses = False


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[int]:
    """Let a server work in a thread; its port."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_address[1]  # type: ignore[misc]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def certify_self(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for loopback that nobody has signed, and what a server does with it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HERE)])
    now = datetime.now(UTC)
    whom: list[Any] = [x509.IPAddress(ipaddress.ip_address(HERE))]
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(whom), critical=False)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "certificate.pem", folder / "key.pem"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context
