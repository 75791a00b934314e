"""Where mails go: a folder to look into, or a mail server."""

from __future__ import annotations

import re
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from foundation.data.runner import forbid_network_in_transaction
from storefront.mount.config import Settings

TIMEOUT_S = 20
TLS_FROM_THE_START = 465  # RFC 8314, 3.3


class Post(Protocol):
    """Anything that takes a finished mail. `key` names it: the same key again is the same mail."""

    def send(self, message: EmailMessage, key: str) -> None: ...


class FolderPost:
    """One `.eml` file a mail: a repeated one replaces itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage, key: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^A-Za-z0-9_-]+", "-", key)[:150]
        (self._folder / f"{name}.eml").write_bytes(bytes(message))


class SmtpPost:
    """A mail server, by settings. Raises `smtplib.SMTPException` or `OSError`; the outbox tries again.

    A server is believed by its certificate, as the machine's trust store (or `SSL_CERT_FILE`) says: smtplib by itself
    encrypts to whoever answers, and would hand the password to them. A server that offers no STARTTLS gets nothing.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, message: EmailMessage, key: str) -> None:
        forbid_network_in_transaction()
        chosen = self._settings
        with self._connected() as server:
            if chosen.smtp_tls and chosen.smtp_port != TLS_FROM_THE_START:
                server.starttls(context=ssl.create_default_context())
            if chosen.smtp_user:
                server.login(chosen.smtp_user, chosen.smtp_password)
            server.send_message(message)

    def _connected(self) -> smtplib.SMTP:
        host, port = self._settings.smtp_host, self._settings.smtp_port
        if self._settings.smtp_tls and port == TLS_FROM_THE_START:
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=ssl.create_default_context())
        return smtplib.SMTP(host, port, timeout=TIMEOUT_S)


def post_of(settings: Settings) -> Post:
    return SmtpPost(settings) if settings.mail_backend == "smtp" else FolderPost(Path(settings.mail_folder))
