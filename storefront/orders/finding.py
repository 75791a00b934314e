"""A fresh link for somebody who lost theirs: number and e-mail together, and the answer never tells which was wrong."""

from __future__ import annotations

import hmac

from sqlalchemy import select

from foundation.data.work import Work
from storefront.orders.models import Contact, Order


def ask_for_link(work: Work, number: str, email: str) -> None:
    """Leave a mail with a fresh link if number and address belong together; at most one each five minutes."""
    found = work.session.execute(
        select(Order.order_ref, Contact.email)
        .join(Contact, Contact.contact_ref == Order.contact_ref)
        .where(Order.number == number.lstrip("#").upper())
    ).one_or_none()
    if found is None or not hmac.compare_digest(found.email.casefold().encode(), email.casefold().encode()):
        return
    window = int(work.now().timestamp()) // 300
    payload = {"kind": "fresh_link", "order_ref": found.order_ref, "line_refs": [], "data": {}}
    work.enqueue("send_mail", payload, key=f"fresh_link:{found.order_ref}:{window}")
