"""A customer's change for programs: what is still free, a held offer, the yes to exactly that offer, or letting go."""

from __future__ import annotations

from pydantic import Field

from foundation.data.work import Work
from foundation.plain.errors import Conflict
from fulfilment.api.changes import CHANGE, drop_change
from storefront.api.fields import Amount, Day, Digest, Moment, Ref, Sent, Told, amount, one_of
from storefront.api.routes import Call, Routes
from storefront.changes import queries, service
from storefront.changes.reading import sold_line
from storefront.configurator.domain import Choices
from storefront.configurator.told import ChoicesIn, ChoicesTold
from storefront.mount.current import ShopState
from storefront.orders.rest import claimed
from storefront.orders.tokens import order_url
from storefront.payments.gateway import start
from storefront.payments.service import PayNow

routes = Routes("Changes")


class Frozen(Told):
    group: str = Field(examples=["wood"])
    option: str = Field(examples=["walnut"], description="empty for a number or a text")
    sentence: str = Field(examples=["The boards are cut."])


class Changeable(Told):
    line: Ref
    title: str = Field(examples=["Solid-wood table"])
    choices: ChoicesTold = Field(description="as it was ordered")
    frozen: list[Frozen] = Field(description="what stays, and why")
    pending: str | None = Field(description="the ref of a change that is under way")


class ChangeSent(Sent):
    line: Ref
    choices: ChoicesIn = Field(description="what is left out stays as it was ordered")


class YesSent(Sent):
    digest: Digest = Field(description="of the offer that the customer said yes to")


class ChangeTold(Told):
    ref: Ref
    state: str = Field(json_schema_extra=one_of(CHANGE.names))
    changed: list[list[str]] = Field(examples=[[["Wood", "Oak", "Walnut"]]], description="label, was, now")
    was: Amount
    amount: Amount
    fee: Amount = Field(description="in the amount")
    at_once: Amount = Field(description="paid before it is done; the rest comes with the balance")
    was_day: Day
    day: Day
    until: Moment | None = Field(description="how long it is held")
    digest: str = Field(examples=["9f" * 32])


class Answered(Told):
    ref: Ref
    state: str = Field(json_schema_extra=one_of(CHANGE.names))
    payment_page: str | None = Field(examples=[None], description="where it is paid first")


@routes.get("/orders/<token>/lines/<line>/changes", answer=Changeable, also=(409, 410))
def get_changeable(call: Call, token: str, line: str) -> Changeable:
    """Ask what can still be changed"""

    def read(work: Work) -> Changeable:
        claim = claimed(work, call.shop, token)
        found = queries.choose_page(work, call.shop.settings, claim.order_ref, line, {})
        kept = found.sold.snapshot.choices
        return Changeable(
            line=line,
            title=found.sold.title,
            choices=ChoicesTold(picks=dict(kept.options), numbers=dict(kept.numbers), texts=dict(kept.texts)),
            frozen=[
                Frozen(group=group, option=option, sentence=sentence)
                for (group, option), sentence in found.frozen.items()
                if not group.startswith("!")
            ],
            pending=found.pending.ref if found.pending else None,
        )

    return call.read(read)


@routes.post("/orders/<token>/changes", answer=ChangeTold, body=ChangeSent, status=201, also=(410,))
def ask_change(call: Call, token: str, body: ChangeSent) -> ChangeTold:
    """Ask for a change

    What is free is held for a quarter of an hour with its price and its day; nothing is changed yet. What comes late
    goes to the workshop, which answers: its state is then `drafted`.
    """
    shop = call.shop

    def write(work: Work) -> ChangeTold:
        claim = claimed(work, shop, token)
        choices = _over_sold(work, claim.order_ref, body)
        try:
            with work.session.begin_nested():
                ref = service.hold(work, shop.settings, claim.order_ref, body.line, choices).ref
        except Conflict:
            ref = service.ask(work, shop.settings, claim.order_ref, body.line, choices).ref
        return _told(work, claim.order_ref, ref)

    return call.write(write)


def _over_sold(work: Work, order_ref: str, body: ChangeSent) -> Choices:
    sold = sold_line(work, order_ref, body.line).snapshot.choices
    given = body.choices.choices()
    return Choices(
        {**sold.options, **given.options},
        {**sold.numbers, **given.numbers},
        {**sold.texts, **given.texts},
        given.picked,
    )


@routes.get("/orders/<token>/changes/<ref>", answer=ChangeTold, also=(410,))
def get_change(call: Call, token: str, ref: str) -> ChangeTold:
    """Read a change"""
    return call.read(lambda work: _told(work, claimed(work, call.shop, token).order_ref, ref))


@routes.post("/orders/<token>/changes/<ref>/accept", answer=Answered, body=YesSent, also=(410,))
def accept_change(call: Call, token: str, ref: str, body: YesSent) -> Answered:
    """Say yes to a change

    It is done, or paid for first; the same yes twice is one.
    """
    shop = call.shop

    def write(work: Work) -> service.Answered:
        claim = claimed(work, shop, token)
        home = order_url(shop, claim.order_ref, claim.version)
        urls = PayNow(home, f"{home}/changes/{ref}", work.now() + service.PAGE_OPEN)
        return service.confirm(work, ref, claim.order_ref, seen=body.digest, urls=urls)

    answered = call.write(write)
    paid_first = answered.payment_ref is not None and answered.state == "awaiting_payment"
    page = start(shop, answered.payment_ref or "") if paid_first else None
    return Answered(ref=ref, state=answered.state, payment_page=page)


@routes.delete("/orders/<token>/changes/<ref>", answer=None, status=204, also=(409, 410))
def drop_change_request(call: Call, token: str, ref: str) -> None:
    """Let a change go

    The piece stays as it is.
    """
    call.write(lambda work: _dropped(work, call.shop, token, ref))


def _dropped(work: Work, shop: ShopState, token: str, ref: str) -> None:
    queries.review_page(work, claimed(work, shop, token).order_ref, ref)
    drop_change(work, ref, actor="customer")


def _told(work: Work, order_ref: str, ref: str) -> ChangeTold:
    found = queries.review_page(work, order_ref, ref)
    offer = found.offer
    return ChangeTold(
        ref=ref,
        state=found.view.state,
        changed=[[str(word) for word in pair] for pair in found.changed],
        was=amount(offer.cost.was),
        amount=amount(offer.cost.amount),
        fee=amount(offer.cost.fee),
        at_once=amount(offer.at_once),
        was_day=offer.was,
        day=offer.day,
        until=offer.until,
        digest=offer.digest,
    )
