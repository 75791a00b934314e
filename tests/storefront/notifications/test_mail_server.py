"""Mails through a real mail server, which speaks TLS with a certificate of its own."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from smtplib import SMTPAuthenticationError, SMTPNotSupportedError, SMTPRecipientsRefused

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from storefront.mount.config import Settings
from storefront.notifications.domain import compose
from storefront.notifications.post import SmtpPost, post_of
from tests.servers.postgres import free_port

HOST = "127.0.0.1"
NOBODY = "nobody@fjord.example"
PASSWORD = "paper boat"


@dataclass
class Mailbox:
    """What the server has taken, and whose words it heard in clear."""

    taken: list[Envelope] = field(default_factory=list)
    secured: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == NOBODY:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.append(envelope)
        self.secured.append(session.ssl is not None)
        return "250 taken"


def knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword) -> AuthResult:
    return AuthResult(success=given.password == PASSWORD.encode(), handled=False)


@contextmanager
def serving(mailbox: Mailbox, trust: ssl.SSLContext | None) -> Iterator[Settings]:
    """A server on a free port; with `trust` it takes nothing before STARTTLS, and a password."""
    port = free_port()
    server = Controller(
        mailbox,
        hostname=HOST,
        port=port,
        tls_context=trust,
        require_starttls=trust is not None,
        authenticator=knows if trust else None,
        auth_required=trust is not None,
    )
    server.start()
    try:
        yield Settings(
            mail_backend="smtp", smtp_host=HOST, smtp_port=port, smtp_user="shop", smtp_password=PASSWORD, smtp_tls=True
        )
    finally:
        server.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine and its key, in one file, signed by nobody but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("certificate") / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def trust(certificate: Path) -> ssl.SSLContext:
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.load_cert_chain(certificate)
    return found


def letter(to: str = "ida@lindqvist.example") -> EmailMessage:
    return compose(
        sender="Hall Three <hello@hall-three.example>",
        to=to,
        subject="Bestellt: Tisch für Jørgen",
        text="Grüße",
        html="<p>Grüße</p>",
        key="placed:1",
        timestamp=1_790_000_000,
    )


def test_a_mail_goes_encrypted_and_signed_in_and_arrives_as_it_was_written(
    trust: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mailbox = Mailbox()
    with serving(mailbox, trust) as settings:
        post_of(settings).send(letter(), "placed:1")
        post_of(settings).send(letter(), "placed:1")
    first, again = (message_from_bytes(one.original_content or b"", policy=policy.default) for one in mailbox.taken)
    assert mailbox.secured == [True, True]
    assert mailbox.taken[0].rcpt_tos == ["ida@lindqvist.example"]
    assert first["Subject"] == "Bestellt: Tisch für Jørgen"
    assert first["Message-ID"] == again["Message-ID"], "a mailbox shows a repeated mail once"


def test_a_server_whose_certificate_nobody_vouches_for_gets_neither_password_nor_mail(trust: ssl.SSLContext) -> None:
    mailbox = Mailbox()
    with serving(mailbox, trust) as settings, pytest.raises(ssl.SSLCertVerificationError):
        SmtpPost(settings).send(letter(), "placed:1")
    assert mailbox.taken == []


def test_a_server_that_cannot_encrypt_gets_nothing_unless_the_shop_says_so() -> None:
    mailbox = Mailbox()
    with serving(mailbox, None) as settings:
        with pytest.raises(SMTPNotSupportedError):
            SmtpPost(settings).send(letter(), "placed:1")
        assert mailbox.taken == []
        SmtpPost(replace(settings, smtp_tls=False, smtp_user="")).send(letter(), "placed:1")
    assert mailbox.secured == [False]


def test_a_wrong_password_and_an_unknown_mailbox_are_told_to_the_worker(
    trust: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mailbox = Mailbox()
    with serving(mailbox, trust) as settings:
        with pytest.raises(SMTPAuthenticationError):
            SmtpPost(replace(settings, smtp_password="paper ship")).send(letter(), "placed:1")
        with pytest.raises(SMTPRecipientsRefused):
            SmtpPost(settings).send(letter(NOBODY), "placed:1")
    assert mailbox.taken == []
