"""The facts that the set-up list is derived from."""

from __future__ import annotations

from sqlalchemy import func, select

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from fulfilment.api import crews
from storefront.accounts.models import Invitation, Membership
from storefront.catalogue.models import Product
from storefront.console.setup.domain import Facts
from storefront.mount.config import Settings
from storefront.preferences.domain import LEGAL
from storefront.preferences.queries import newest


def facts(work: Work, scope: SellerScope, settings: Settings, held: frozenset[str], carriers: int) -> Facts:
    """Seven statements and what fulfilment needs for work centres and calendars."""
    products = dict(work.session.execute(select(Product.status, func.count()).group_by(Product.status)).all())
    made = work.session.scalar(select(func.count()).where(Product.kind == "configured")) or 0
    people = work.session.scalar(select(func.count(func.distinct(Membership.person_ref)))) or 0
    asked = work.session.scalar(select(func.count()).where(Invitation.accepted_at.is_(None))) or 0
    words = newest(work, settings.locale)
    plain = Settings()
    return Facts(
        named="name" in held or settings.name != plain.name,
        address=bool(settings.legal_address),
        tax_number=bool(settings.tax_number),
        published=products.get("published", 0),
        drafts=products.get("draft", 0),
        carriers=carriers,
        ship_from=bool(settings.ship_from),
        live_key=bool(settings.stripe_secret_key),
        webhook=bool(settings.stripe_webhook_secret),
        centres=len(crews.work_centres(work, scope)),
        calendars=len(crews.calendars(work, scope)),
        made=made,
        people=people,
        asked=asked,
        mail_server=settings.mail_backend == "smtp",
        sender=settings.mail_from != plain.mail_from,
        legal=sum(1 for topic in LEGAL if (found := words.get(topic, (None, None))[0]) and found.body),
    )
