"""What happens at the sandbox's pay page: a card is chosen, the bank is asked, the page closes or stays open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from foundation.data.work import Work
from foundation.plain.errors import Gone, Invalid, NotFound
from foundation.plain.money import Money
from storefront.payments.domain import decline_sentence
from storefront.payments.sandbox.cards import BY_CODE, Card
from storefront.payments.sandbox.charging import new_customer, new_intent, new_method, refuse, succeed
from storefront.payments.sandbox.models import SandboxObject
from storefront.payments.sandbox.store import change, epoch, get, tell

DEBIT_S, DISPUTE_S = 6, 20
CLOSED = "This payment page has closed. Nothing was charged; start again from your order."
TRY_AGAIN = "Choose another card, or try again."


@dataclass(frozen=True)
class PayPage:
    """The page as it stands. `step`: choose | bank; `status`: open | complete | expired."""

    id: str
    status: str
    step: str
    amount: Money
    lines: tuple[tuple[str, Money], ...]
    description: str
    closes_at: datetime
    sentence: str
    saves_card: bool
    card: str
    success_url: str
    cancel_url: str


@dataclass(frozen=True)
class Paid:
    """What the browser is to do next: `stay` (the page shows what), `back` to the shop, or `lost` on the way."""

    next: str
    success_url: str


def pay_page(work: Work, session_id: str) -> PayPage:
    """Read only. Raises `NotFound`."""
    row = work.session.get(SandboxObject, session_id)
    if row is None or row.kind != "session":
        raise NotFound("There is no such payment page. Go back to your cart and start again.")
    body, currency = row.body, row.body["currency"].upper()
    intent = work.session.get(SandboxObject, body["payment_intent"]) if body["payment_intent"] else None
    error = (intent.body["last_payment_error"] or {}) if intent else {}
    over = body["status"] == "open" and epoch(work) >= body["expires_at"]
    return PayPage(
        id=row.id,
        status="expired" if over else body["status"],
        step="bank" if intent is not None and intent.body["status"] == "requires_action" else "choose",
        amount=Money(body["amount_total"], currency),
        lines=tuple((line["name"], Money(line["amount"], currency)) for line in row.hidden["lines"]),
        description=row.hidden["intent"].get("description", ""),
        closes_at=datetime.fromtimestamp(body["expires_at"], UTC),
        sentence=decline_sentence(error["decline_code"], TRY_AGAIN) if error else "",
        saves_card=row.hidden["intent"].get("setup_future_usage") == "off_session",
        card=BY_CODE[row.hidden["chosen"]].label if "chosen" in row.hidden else "",
        success_url=body["success_url"],
        cancel_url=body["cancel_url"] or body["success_url"],
    )


def choose_card(work: Work, session_id: str, code: str, *, copies: int = 1) -> Paid:
    """Pay with one of `cards.CARDS`; each webhook about it is sent `copies` times. A second click on a page that is
    complete goes back to the shop and charges nothing. Raises `NotFound`, `Gone`, `Invalid` for an unknown card."""
    card = BY_CODE.get(code)
    if card is None:
        raise Invalid("Choose one of the cards.", field="card")
    session = _open_session(work, session_id)
    if session.body["status"] == "complete":
        return Paid("back", session.body["success_url"])
    session.hidden = {**session.hidden, "chosen": card.code, "copies": copies}
    ways: dict[str, Callable[[Work, SandboxObject, Card], str]] = {
        "decline": _decline,
        "authenticate": _ask_bank,
        "bank_debit": _debit,
        "bank_debit_fails": _debit,
        "reply_lost": _pay,
        "approve": _pay,
        "disputed": _pay,
    }
    return Paid(ways[card.at](work, session, card), session.body["success_url"])


def answer_bank(work: Work, session_id: str, confirmed: str) -> Paid:
    """The 3-D Secure step: `yes` pays, anything else is a refusal and the page stays open for another card."""
    session = _open_session(work, session_id)
    if session.body["status"] == "complete":
        return Paid("back", session.body["success_url"])
    card = BY_CODE[session.hidden.get("chosen", "authenticate")]
    if confirmed == "yes" and card.at == "authenticate":
        return Paid(_pay(work, session, card), session.body["success_url"])
    refuse(work, _intent_of(work, session), "authentication_required", copies=session.hidden.get("copies", 1))
    return Paid("stay", session.body["success_url"])


def _open_session(work: Work, session_id: str) -> SandboxObject:
    session = get(work, "session", session_id)
    if session is None:
        raise NotFound("There is no such payment page. Go back to your cart and start again.")
    body = session.body
    if body["status"] == "expired" or (body["status"] == "open" and epoch(work) >= body["expires_at"]):
        raise Gone(CLOSED)
    return session


def _intent_of(work: Work, session: SandboxObject) -> SandboxObject:
    """The session's intent, made when the first card is tried."""
    if session.body["payment_intent"]:
        found = get(work, "intent", session.body["payment_intent"])
        assert found is not None
        return found
    intent = new_intent(work, session.body["amount_total"], session.body["currency"], session.hidden["intent"])
    change(session, payment_intent=intent.id)
    return intent


def _customer_of(work: Work, session: SandboxObject, intent: SandboxObject) -> str | None:
    if session.body["customer_creation"] != "always":
        return None
    customer = session.body["customer"] or new_customer(work)
    change(session, customer=customer)
    change(intent, customer=customer)
    return str(customer)


def _decline(work: Work, session: SandboxObject, card: Card) -> str:
    refuse(work, _intent_of(work, session), card.decline, copies=session.hidden["copies"])
    return "stay"


def _ask_bank(work: Work, session: SandboxObject, _card: Card) -> str:
    action = {"type": "redirect_to_url"}
    body = change(_intent_of(work, session), status="requires_action", next_action=action, last_payment_error=None)
    tell(work, "payment_intent.requires_action", body, copies=session.hidden["copies"])
    return "stay"


def _pay(work: Work, session: SandboxObject, card: Card) -> str:
    lost = card.at == "reply_lost"
    copies = 0 if lost else session.hidden["copies"]  # the broken line takes the webhook with it
    intent = _intent_of(work, session)
    method = new_method(work, card, _customer_of(work, session, intent))
    paid = succeed(work, intent, method, copies=copies)
    body = change(session, status="complete", payment_status="paid", url=None)
    tell(work, "checkout.session.completed", body, copies=copies)
    if card.at == "disputed":
        _later(work, "open_dispute", str(paid["latest_charge"]), DISPUTE_S)
    return "lost" if lost else "back"


def _debit(work: Work, session: SandboxObject, card: Card) -> str:
    intent = _intent_of(work, session)
    method = new_method(work, card, _customer_of(work, session, intent))
    change(intent, status="processing", payment_method=method, last_payment_error=None)
    body = change(session, status="complete", url=None)
    tell(work, "checkout.session.completed", body, copies=session.hidden["copies"])
    _later(work, "finish_debit", session.id, DEBIT_S)
    return "back"


def _later(work: Work, do: str, id_: str, seconds: int) -> None:
    work.enqueue("sandbox_later", {"do": do, "id": id_}, key=f"{do}:{id_}", due=work.now() + timedelta(seconds=seconds))


def finish_debit(work: Work, session_id: str) -> None:
    """The bank's answer to a debit, seconds instead of days later."""
    session = get(work, "session", session_id)
    if session is None or session.body["payment_status"] == "paid":
        return
    intent = _intent_of(work, session)
    if intent.body["status"] != "processing":
        return
    copies = session.hidden["copies"]
    if BY_CODE[session.hidden["chosen"]].at == "bank_debit_fails":
        refuse(work, intent, "insufficient_funds", copies=copies)
        tell(work, "checkout.session.async_payment_failed", session.body, copies=copies)
        return
    succeed(work, intent, intent.body["payment_method"], copies=copies, hidden={"slow": True})
    body = change(session, payment_status="paid")
    tell(work, "checkout.session.async_payment_succeeded", body, copies=copies)
