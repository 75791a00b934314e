"""What lies on the counter on the first day: the shop's address, two threads with customers, a note."""

from __future__ import annotations

from sqlalchemy import select

from foundation.data.work import Work
from storefront.messages import service as messages
from storefront.orders.models import Order
from storefront.preferences.service import put_settings

HOUSE = {
    "legal_address": "Hall Three GmbH\nNorderhofenden 3\n24937 Flensburg\nGermany",
    "tax_number": "DE 123 456 789",
}
ASKED = (
    "Our stairs turn twice and are 82 cm wide. Will the top go up in one piece?",
    "Could you leave the parcel with the neighbours on the left? They know.",
)
ANSWER = "It will: the top is 78 cm wide on its side. Our two have carried longer ones up narrower stairs."


def paper_and_words(work: Work) -> None:
    """Once more changes nothing: the messages have ids of their own."""
    put_settings(work, HOUSE, "Mette")
    orders = list(
        work.session.scalars(
            select(Order.order_ref).where(Order.state == "placed").order_by(Order.created_at.desc()).limit(2)
        )
    )
    for number, (order_ref, words) in enumerate(zip(orders, ASKED, strict=False), start=1):
        messages.ask(work, order_ref, words, f"demomessage{number}")
    if orders:
        messages.reply(work, orders[0], ANSWER, "Mette", "demoanswer1")
        messages.note_order(work, orders[0], "Called: bell does not ring, knock.", "Mette")
