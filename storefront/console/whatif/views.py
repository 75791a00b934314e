"""The page of scenarios: a form that is sent by GET, and what would come of it. Nothing is written."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError, Invalid, NotFound
from fulfilment.api import whatif
from storefront.accounts.guard import staff
from storefront.console.frame import MENDABLE
from storefront.console.frame import page as render
from storefront.console.whatif.asking import MINUTES, scenario_of
from storefront.mount.current import current_shop

blueprint = Blueprint("console_whatif", __name__, url_prefix="/console/what-if")
Found = tuple[whatif.Choices, whatif.Answer | None, DomainError | None]


@blueprint.get("")
def page() -> ResponseReturnValue:
    """What would come of a shift more, a machine down, a big order."""
    who, shop, query = staff(), current_shop(), request.args.to_dict()

    def read(work: Work) -> Found:
        choices = whatif.choices(work, who.scope)
        try:
            scenario = scenario_of(query, shop.settings.zone)
            if scenario.empty and query.get("ask"):
                raise Invalid("Suppose at least one thing: a shift more, a machine down or a big order.")
            return choices, None if scenario.empty else whatif.what_if(work, who.scope, scenario), None
        except (*MENDABLE, NotFound) as error:
            return choices, None, error

    choices, answer, error = shop.read(read)
    return render(
        "shop/console/whatif/whatif.html",
        error,
        choices=choices,
        answer=answer,
        form=query,
        prefix=MINUTES,
        several=len({place.key[0] for place in choices.places}) > 1,
    )
