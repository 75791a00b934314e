"""Where mails go: a folder to look into, or a mail server."""

from __future__ import annotations

import re
import smtplib
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from foundation.data.runner import forbid_network_in_transaction
from storefront.mount.config import Settings

TIMEOUT_S = 20


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
    """A mail server, by settings. Raises `smtplib.SMTPException` or `OSError`; the outbox tries again."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, message: EmailMessage, key: str) -> None:
        forbid_network_in_transaction()
        chosen = self._settings
        with smtplib.SMTP(chosen.smtp_host, chosen.smtp_port, timeout=TIMEOUT_S) as server:
            if chosen.smtp_tls:
                server.starttls()
            if chosen.smtp_user:
                server.login(chosen.smtp_user, chosen.smtp_password)
            server.send_message(message)


def post_of(settings: Settings) -> Post:
    return SmtpPost(settings) if settings.mail_backend == "smtp" else FolderPost(Path(settings.mail_folder))
