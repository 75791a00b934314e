"""Which mails a customer may do without, and what they chose. Mails about money, days and rights are always sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from foundation.data.work import Work
from storefront.notifications.models import MailChoice

# What the page says of each, and whether it is sent unless somebody says otherwise.
OPTIONAL: Final[Mapping[str, tuple[str, bool]]] = {
    "stage": ("Each step in the workshop, when it is done", False),
    "balance_paid": ("The balance is paid", True),
    "shipped": ("It has left us", True),
    "out_for_delivery": ("It comes today", True),
    "delivered": ("It has arrived", True),
}
DEFAULT: Final = frozenset(kind for kind, (_, sent) in OPTIONAL.items() if sent)


def wanted(work: Work, order_ref: str) -> frozenset[str]:
    """The optional mails that this order's customer wants. One statement."""
    row = work.session.get(MailChoice, order_ref)
    return frozenset(row.wanted) if row is not None else DEFAULT


def wants(work: Work, order_ref: str, kind: str) -> bool:
    """Whether a mail of this kind goes out for this order."""
    return kind not in OPTIONAL or kind in wanted(work, order_ref)


def choose(work: Work, order_ref: str, kinds: Collection[str]) -> None:
    """Keep what was chosen; unknown words are left out."""
    row = work.session.get(MailChoice, order_ref)
    if row is None:
        row = MailChoice(order_ref=order_ref, wanted=[], chosen_at=work.now())
        work.session.add(row)
    row.wanted, row.chosen_at = sorted(set(kinds) & OPTIONAL.keys()), work.now()
    work.session.flush()
