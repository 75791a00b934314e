"""The worker's half of mails: render when it is due, send, once for each key as far as a mailbox can tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from foundation.data.outbox import Message
from storefront.mount.current import ShopState
from storefront.notifications.choosing import wants
from storefront.notifications.domain import compose
from storefront.notifications.post import post_of
from storefront.notifications.writing import write
from storefront.preferences import force


def send_mail(shop: ShopState, message: Message) -> None:
    """Render and send one mail. Payload: kind, order_ref, line_refs, data. Somebody erased gets none, nor
    does who chose to do without it."""
    force.refresh(shop)
    order_ref, kind = message.payload["order_ref"], message.payload["kind"]
    if not shop.read(lambda work: wants(work, order_ref, kind)):
        return
    letter = write(shop, message)
    if not letter.to:
        return
    mail = compose(
        sender=shop.settings.mail_from,
        to=letter.to,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        key=message.key,
        timestamp=shop.clock.now().timestamp(),
    )
    if shop.settings.mail_reply_to:
        mail["Reply-To"] = shop.settings.mail_reply_to
    post_of(shop.settings).send(mail, message.key)


OUTBOX: Mapping[str, Callable[[ShopState, Message], None]] = {"send_mail": send_mail}
