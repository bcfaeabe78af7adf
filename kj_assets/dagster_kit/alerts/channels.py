"""Sending a text by webhook or e-mail. Secrets come from the environment and go nowhere else."""

from __future__ import annotations

import http.client
import json
import os
import smtplib
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal, Protocol

SECONDS = 10


class NotDeliveredError(Exception):
    """A channel could not deliver; the message holds no secret."""


class Channel(Protocol):
    """A way to an operator."""

    @property
    def name(self) -> str:
        """How it is called in messages."""

    def send(self, title: str, text: str) -> None:
        """Send, or raise `NotDeliveredError`."""


def read_secret(variable: str) -> str:
    """The value of an environment variable.

    Raises:
        NotDeliveredError: it is not set.
    """
    value = os.environ.get(variable, "")
    if not value:
        raise NotDeliveredError(f"the environment variable {variable} is not set")
    return value


class _StayThere(urllib.request.HTTPRedirectHandler):
    """A webhook that redirects is a mistake: its address is a secret, not to be sent on."""

    def redirect_request(self, *_: object) -> None:
        return None


def _tell(error: Exception) -> str:
    """Why nothing was reached; not in the error's own words, which may hold the address."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return (
            f"not reached: its certificate is not trusted ({reason.verify_message}); the variable "
            "SSL_CERT_FILE can name the file of a certificate to trust"
        )
    return f"not reached ({type(reason).__name__})"


@dataclass(frozen=True)
class Webhook:
    """An address that takes JSON by POST: ``title``, and ``text`` as chat services read it."""

    url_from: str
    name: str = "webhook"

    def send(self, title: str, text: str) -> None:
        """Post it."""
        url = read_secret(self.url_from)
        if not url.startswith(("https://", "http://")):
            raise NotDeliveredError(f"{self.url_from} holds no http or https address")
        body = json.dumps({"title": title, "text": f"{title}\n{text}"}).encode()
        headers = {"Content-Type": "application/json"}
        try:
            request = urllib.request.Request(url, body, headers, method="POST")
            with urllib.request.build_opener(_StayThere).open(request, timeout=SECONDS):
                return
        except urllib.error.HTTPError as error:
            raise NotDeliveredError(f"refused with status {error.code}") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NotDeliveredError(_tell(error)) from None


@dataclass(frozen=True)
class Mail:
    """An e-mail through a server, with a password where it wants one."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    to: tuple[str, ...]
    user: str | None = None
    password_from: str | None = None
    name: str = "mail"

    def send(self, title: str, text: str) -> None:
        """Send it to everybody in ``to``."""
        message = EmailMessage()
        message["Subject"] = " ".join(title.split())
        message["From"], message["To"] = self.sender, ", ".join(self.to)
        message.set_content(text)
        password = read_secret(self.password_from) if self.password_from else ""
        try:
            with self._connect() as server:
                if self.user:
                    server.login(self.user, password)
                server.send_message(message)
        except smtplib.SMTPResponseException as error:
            raise NotDeliveredError(f"refused with status {error.smtp_code}") from None
        except OSError as error:
            raise NotDeliveredError(_tell(error)) from None

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        if self.security == "starttls":
            try:
                server.starttls(context=context)
            except BaseException:
                server.close()
                raise
        return server
