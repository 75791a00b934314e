"""Forgetting somebody: every word about them goes; what the tax office may ask for stays sealed until its time is over.

What was sold, made and paid stays as numbers without a person: orders, lines, ledger and timeline hold no personal word
(only `Contact` does), so emptying the contacts is enough for them."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from cryptography.fernet import Fernet
from sqlalchemy import ColumnElement, delete, func, or_, select, update

from foundation.data.sql import changed
from foundation.data.work import Work
from foundation.plain.errors import Conflict
from storefront.accounts.mine import letters, orders
from storefront.accounts.mine.models import (
    DataExport,
    Letter,
    PersonAddress,
    PersonCart,
    PersonDesign,
    PersonOrder,
    SealedParty,
)
from storefront.accounts.models import Invitation
from storefront.accounts.service import works_here
from storefront.cart.models import CartLineRow
from storefront.checkout.models import Checkout
from storefront.checkout.opening import PERSONAL
from storefront.claims.models import Claim, ClaimPhoto
from storefront.claims.queries import photo_key
from storefront.designs.models import Design
from storefront.messages.models import Note, OrderMessage
from storefront.mount.config import Settings
from storefront.mount.current import Person, ShopState
from storefront.orders.models import Contact, Order

_ENDED = ("delivered", "cancelled")
PARTY = ("name", "line1", "line2", "postcode", "city", "country")  # what an invoice has to say of its customer


def ask_by_mail(work: Work, person: Person) -> None:
    """A link that proves who they are, where the shop knows no password. Raises `Conflict` as `stop_if_open`."""
    stop_if_open(work, person)
    letters.write_letter(work, "erase", person.email, person.name, person_ref=person.ref)


def stop_if_open(work: Work, person: Person) -> None:
    """Raises `Conflict` while something of theirs is still on its way, or while they work here."""
    if works_here(work, person.ref):
        raise Conflict("You work here. Ask the owner to let you go first, then come back.")
    refs = _orders_of(work, person)
    open_ones = (
        select(Order.number)
        .where(Order.order_ref.in_(refs))
        .where(
            or_(
                Order.state == "awaiting_payment",
                (Order.state == "placed") & Order.fulfilment_status.not_in(_ENDED),
                Order.payment_status == "disputed",
                Order.order_ref.in_(select(Claim.order_ref).where(Claim.state == "asked")),
            )
        )
    )
    numbers = list(work.session.scalars(open_ones.order_by(Order.order_ref)))
    if numbers:
        which = f"Order {numbers[0]} is" if len(numbers) == 1 else f"Orders {', '.join(numbers)} are"
        raise Conflict(f"{which} still open, and we need your name and address for that. Come back when all is done.")


def erase(shop: ShopState, person: Person) -> None:
    """Forget them, in one transaction; then their files. Raises `Conflict` as `stop_if_open`."""
    settings, people = shop.settings, shop.people

    def forget(work: Work) -> list[str]:
        stop_if_open(work, person)
        refs = _orders_of(work, person)
        _seal(work, settings, refs)
        _empty_contacts(work, person, refs)
        _forget_words(work, person, refs)
        files = [*_forget_photos(work, refs), *_forget_belongings(work, person)]
        letters.write_letter(work, "erased", person.email)
        if people is not None:
            people.forget(work, person.ref)
        return files

    for key in shop.write(forget):
        shop.blobs.delete(key)


def _orders_of(work: Work, person: Person) -> list[str]:
    """Theirs, and what they bought as a guest where the address is known to be theirs."""
    return [*orders.refs_of(work, person.ref), *orders.unclaimed(work, person)]


def _seal(work: Work, settings: Settings, refs: Sequence[str]) -> None:
    paid = select(Order.order_ref, Contact).join(Contact, Contact.contact_ref == Order.contact_ref)
    paid = paid.where(Order.order_ref.in_(refs), Order.payment_status != "none", Contact.erased_at.is_(None))
    until = work.now() + timedelta(days=366 * settings.invoice_years)
    for order_ref, contact in work.session.execute(paid).all():
        words = json.dumps({name: getattr(contact, name) for name in PARTY})
        sealed = _sealer(settings.secret).encrypt(words.encode()).decode()
        work.session.merge(SealedParty(order_ref=order_ref, sealed=sealed, until=until))


def party_of(work: Work, settings: Settings, number: str) -> dict[str, str] | None:
    """Whose invoice an order was, for the tax office: the customer themselves are forgotten."""
    row = work.session.scalar(
        select(SealedParty).join(Order, Order.order_ref == SealedParty.order_ref).where(Order.number == number)
    )
    if row is None:
        return None
    found: dict[str, str] = json.loads(_sealer(settings.secret).decrypt(row.sealed.encode()))
    return found


def _sealer(secret: str) -> Fernet:
    key = hmac.new(secret.encode(), b"shop.party", sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _empty_contacts(work: Work, person: Person, refs: Sequence[str]) -> None:
    """The contacts of their orders and checkouts; the country stays, for the tax was reckoned by it. The links to the
    orders are called back."""
    bought = select(Order.contact_ref).where(Order.order_ref.in_(refs))
    cart = select(PersonCart.cart_ref).where(PersonCart.person_ref == person.ref)
    begun = select(Checkout.contact_ref).where(Checkout.cart_ref.in_(cart))
    theirs: list[ColumnElement[bool]] = [Contact.contact_ref.in_(bought), Contact.contact_ref.in_(begun)]
    if person.email_verified:
        others = select(PersonOrder.order_ref).join(Order, Order.order_ref == PersonOrder.order_ref)
        others = others.where(Order.contact_ref == Contact.contact_ref, PersonOrder.person_ref != person.ref)
        theirs.append((Contact.email_small == person.email.lower()) & ~others.exists())
    rows = work.session.scalars(select(Contact).where(or_(*theirs), Contact.erased_at.is_(None)).with_for_update())
    _empty(work, rows.all())
    work.session.execute(
        update(Order).where(Order.order_ref.in_(refs)).values(link_version=Order.link_version + 1),
        execution_options={"synchronize_session": False},
    )
    work.session.flush()


def _empty(work: Work, rows: Sequence[Contact]) -> None:
    """Nothing personal is left of these contacts; a checkout that one of them stood in is over."""
    for row in rows:
        for name in PERSONAL:
            if name != "country":
                setattr(row, name, "")
        row.erased_at = work.now()
    refs = [row.contact_ref for row in rows]
    _now(work, update(Checkout).where(Checkout.contact_ref.in_(refs), Checkout.is_open).values(is_open=False))


def _forget_words(work: Work, person: Person, refs: Sequence[str]) -> None:
    """What they wrote to the shop, and what the shop noted about them."""
    _now(work, delete(OrderMessage).where(OrderMessage.order_ref.in_(refs)))
    about: list[ColumnElement[bool]] = [Note.order_ref.in_(refs)]
    if person.email_verified:
        about.append(func.lower(Note.email) == person.email.lower())
    _now(work, delete(Note).where(or_(*about)))


def _forget_photos(work: Work, refs: Sequence[str]) -> list[str]:
    """What they showed us of what was wrong; returns the keys of the files, which are left."""
    mine = select(Claim.ref).where(Claim.order_ref.in_(refs))
    photos = work.session.execute(select(ClaimPhoto.ref, ClaimPhoto.kind).where(ClaimPhoto.claim_ref.in_(mine))).all()
    _now(work, delete(ClaimPhoto).where(ClaimPhoto.claim_ref.in_(mine)))
    return [photo_key(ref, kind) for ref, kind in photos]


def _forget_belongings(work: Work, person: Person) -> list[str]:
    """Addresses, designs, cart, letters, exports; returns the keys of the exports' files, which are left."""
    session, ref = work.session, person.ref
    codes = select(PersonDesign.code).where(PersonDesign.person_ref == ref)
    _now(work, update(Design).where(Design.code.in_(codes)).values(name=""))  # whoever has the link keeps the piece
    cart = select(PersonCart.cart_ref).where(PersonCart.person_ref == ref)
    _now(work, delete(CartLineRow).where(CartLineRow.cart_ref.in_(cart)))
    exports = session.scalars(select(DataExport.ref).where(DataExport.person_ref == ref))
    files = [f"exports/{one}.zip" for one in exports]
    for model in (PersonOrder, PersonAddress, PersonDesign, PersonCart, DataExport, Letter):
        _now(work, delete(model).where(model.person_ref == ref))
    _now(work, delete(Letter).where(Letter.email == person.email))
    _now(work, update(Invitation).where(Invitation.person_ref == ref).values(email=""))
    return files


def _now(work: Work, statement: object) -> None:
    work.session.execute(statement, execution_options={"synchronize_session": False})  # type: ignore[call-overload]


def forget_abandoned(shop: ShopState) -> int:
    """Nightly: contacts of checkouts that came to nothing, once they are old enough; sealed parties whose time is over.
    Returns how many contacts were emptied."""
    settings = shop.settings

    def forget(work: Work) -> int:
        old = work.now() - timedelta(days=settings.contact_days)
        bought = select(Order.order_ref).where(Order.contact_ref == Contact.contact_ref, Order.state != "abandoned")
        busy = select(Checkout.checkout_id).where(
            Checkout.contact_ref == Contact.contact_ref, Checkout.updated_at > old
        )
        stale = select(Contact).where(Contact.created_at < old, Contact.erased_at.is_(None))
        rows = work.session.scalars(stale.where(~bought.exists(), ~busy.exists()).limit(1_000)).all()
        _empty(work, rows)
        over = delete(SealedParty).where(SealedParty.until < work.now())
        changed(work.session.execute(over))
        work.session.flush()
        return len(rows)

    return shop.write(forget)
