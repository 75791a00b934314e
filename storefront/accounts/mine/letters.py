"""Mails to a person rather than about an order. Each is a row until its link was used or is over: the link carries the
row's ref, signed for its kind, so that it opens one door, once, and the message in the outbox names nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature
from sqlalchemy import delete, select, update

from foundation.data.outbox import Message
from foundation.data.sql import changed
from foundation.data.work import Work
from foundation.plain.errors import Gone
from storefront.accounts.mine.models import Letter
from storefront.mount.current import ShopState
from storefront.notifications.domain import compose
from storefront.notifications.post import post_of

AGAIN_AFTER = timedelta(minutes=2)  # asked for twice in that time, it is sent once
_OVER = "This link is over or was used already. Ask for a new one."


@dataclass(frozen=True)
class Kind:
    """`path` of the link, below the shop where it begins with a dot, else below the whole site; how long it is good;
    the words above the mail and on its button."""

    path: str
    lasts: timedelta
    subject: str
    go: str


KINDS: Mapping[str, Kind] = {
    "register": Kind("/verify/", timedelta(hours=24), "Choose a password for {shop}", "Choose a password"),
    "registered": Kind("/login", timedelta(hours=1), "You have an account at {shop} already", "Sign in"),
    "reset": Kind("/reset/", timedelta(hours=2), "A new password for {shop}", "Choose a new password"),
    "no_account": Kind("/register", timedelta(hours=1), "No account at {shop} with this e-mail", "Make an account"),
    "new_email": Kind("/verify/e-mail/", timedelta(hours=24), "Your new e-mail at {shop}", "Yes, this is mine"),
    "export": Kind("./account/export/", timedelta(days=7), "Your data from {shop}", "Fetch the file"),
    "erase": Kind("./account/erase/", timedelta(hours=2), "Shall {shop} forget you?", "Erase my data"),
    "erased": Kind("./", timedelta(hours=1), "{shop} has forgotten you", "The shop"),
}


@dataclass(frozen=True)
class Door:
    """What a link opens: whose it is and what it is about."""

    ref: str
    person_ref: str
    email: str
    name: str
    about: str


def write_letter(
    work: Work,
    kind: str,
    email: str,
    name: str = "",
    *,
    person_ref: str = "",
    about: str = "",
    lasts: timedelta | None = None,
) -> None:
    """Leave a mail for the worker, unless the same one left a moment ago."""
    recently = work.now() - AGAIN_AFTER
    same = select(Letter.ref).where(Letter.kind == kind, Letter.email == email, Letter.about == about)
    if work.session.scalar(same.where(Letter.created_at > recently).limit(1)):
        return
    ref = work.new_id()
    work.session.add(
        Letter(
            ref=ref, kind=kind, person_ref=person_ref, email=email, name=name, about=about,
            created_at=work.now(), expires_at=work.now() + (lasts or KINDS[kind].lasts),
        )
    )  # fmt: skip
    work.session.flush()
    work.enqueue("send_letter", {"letter": ref}, key=ref)


def ref_of(shop: ShopState, kind: str, token: str) -> str:
    """The letter that a link came with. Raises `Gone` for a forged one."""
    try:
        return str(shop.signer(f"letter.{kind}").loads(token))
    except BadSignature:
        raise Gone(_OVER) from None


def door(work: Work, kind: str, ref: str) -> Door:
    """What a link would open. Raises `Gone` when it is over or was used."""
    row = work.session.get(Letter, ref)
    if row is None or row.kind != kind or row.used_at is not None or row.expires_at <= work.now():
        raise Gone(_OVER)
    return Door(row.ref, row.person_ref, row.email, row.name, row.about)


def use(work: Work, kind: str, ref: str) -> Door:
    """Go through: nobody else does after. Raises `Gone` for whoever comes second."""
    found = door(work, kind, ref)
    used = work.session.execute(
        update(Letter).where(Letter.ref == ref, Letter.used_at.is_(None)).values(used_at=work.now())
    )
    if not changed(used):
        raise Gone(_OVER)
    return found


def call_back(work: Work, person_ref: str, kind: str) -> None:
    """Links of a kind that somebody still has are good for nothing any more."""
    work.session.execute(delete(Letter).where(Letter.person_ref == person_ref, Letter.kind == kind))


def link(shop: ShopState, kind: str, ref: str) -> str:
    """The whole address, made from settings: a worker has no request."""
    path = KINDS[kind].path
    base = shop.settings.outside if path.startswith(".") else shop.settings.public_url.rstrip("/")
    token = str(shop.signer(f"letter.{kind}").dumps(ref)) if _has_token(kind) else ""
    return base + path.removeprefix(".") + token


def _has_token(kind: str) -> bool:
    path = KINDS[kind].path
    return path.endswith("/") and path != "./"


def send_letter(shop: ShopState, message: Message) -> None:
    """Render and send one. Payload: letter. One that was called back, or whose time is over, is not sent."""
    found = shop.read(lambda work: _as_it_stands(work, message.payload["letter"]))
    if found is None:
        return
    kind, to, name, expires_at = found
    context = {
        "shop": shop.settings,
        "name": name,
        "email": to,
        "url": link(shop, kind, message.payload["letter"]),
        "go": KINDS[kind].go,
        "until": expires_at,
        "_": lambda words, **values: words % values if values else words,
    }
    environment = current_app.jinja_env
    mail = compose(
        sender=shop.settings.mail_from,
        to=to,
        subject=KINDS[kind].subject.format(shop=shop.settings.name),
        text=environment.get_template(f"shop/mail/person/{kind}.txt").render(context),
        html=environment.get_template(f"shop/mail/person/{kind}.html").render(context),
        key=message.key,
        timestamp=shop.clock.now().timestamp(),
    )
    post_of(shop.settings).send(mail, f"{kind}-{message.key}")
    if not _has_token(kind):  # its link opens no door: the address has done its service
        shop.write(
            lambda work: work.session.execute(delete(Letter).where(Letter.ref == message.payload["letter"])) and None
        )


def _as_it_stands(work: Work, ref: str) -> tuple[str, str, str, datetime] | None:
    row = work.session.get(Letter, ref)
    if row is None or row.expires_at <= work.now():
        return None
    return row.kind, row.email, row.name, row.expires_at


def forget_letters(shop: ShopState) -> int:
    """Letters whose links are over: an address stays no longer than it is good for something."""
    return shop.write(lambda work: changed(work.session.execute(delete(Letter).where(Letter.expires_at <= work.now()))))


OUTBOX: Mapping[str, Callable[[ShopState, Message], None]] = {"send_letter": send_letter}
