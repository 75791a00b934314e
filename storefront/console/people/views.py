"""Who works here: the list, asking somebody in, another role, letting go."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError
from storefront.accounts import house, inviting
from storefront.accounts.access import ROLES
from storefront.accounts.guard import Staff, staff
from storefront.accounts.joining import link_to
from storefront.console.frame import MENDABLE, name_of, page, typed
from storefront.mount.current import current_shop

Verb = Callable[[Work], None]

blueprint = Blueprint("console_people", __name__, url_prefix="/console/people")


@blueprint.get("")
def listing() -> ResponseReturnValue:
    """Members and open invitations."""
    return _listing(staff())


def _listing(who: Staff, error: DomainError | None = None, link: str = "") -> ResponseReturnValue:
    shop = current_shop()
    found, asked = shop.read(lambda work: (inviting.staffing(work, who.scope), house.asked_of(work)))
    return page(
        "shop/console/people/list.html",
        error,
        staffing=found,
        roles=ROLES,
        role_words=[(role, role.capitalize()) for role in ROLES],
        link=link,
        form=request.form if error else {},
        me=who.person.ref,
        asked=frozenset(ROLES) if shop.settings.staff_second_factor else asked,
        always=shop.settings.staff_second_factor,
        operator=who.scope.sellers is None,
        ours=shop.people is not None,
    )


@blueprint.post("")
def invite() -> ResponseReturnValue:
    """Ask somebody in: the page comes back with a link that is shown this once."""
    who, shop = staff(), current_shop()
    try:
        ref = shop.write(
            lambda work: inviting.invite(
                work,
                who.scope,
                email=typed("email", 255),
                role=typed("role", 20),
                seller=typed("seller", 40),
                by=name_of(who),
            )
        )
    except MENDABLE as error:
        return _listing(who, error)
    return _listing(who, link=link_to(shop, ref))


@blueprint.post("/<ref>/role")
def give_role(ref: str) -> ResponseReturnValue:
    """Another role."""
    who = staff()
    return _do(who, lambda work: inviting.give_role(work, who.scope, ref, typed("role", 20)))


@blueprint.post("/<ref>/let-go")
def let_go(ref: str) -> ResponseReturnValue:
    """Somebody works here no more."""
    who = staff()
    return _do(who, lambda work: inviting.let_go(work, who.scope, ref))


@blueprint.post("/invited/<ref>/withdraw")
def withdraw(ref: str) -> ResponseReturnValue:
    """The link is good for nothing any more."""
    who = staff()
    return _do(who, lambda work: inviting.withdraw(work, who.scope, ref))


@blueprint.post("/<ref>/reset-factor")
def reset_factor(ref: str) -> ResponseReturnValue:
    """Phone and paper are lost: password alone, until they have set up another."""
    who, shop = staff(), current_shop()
    return _do(who, lambda work: house.reset_factor(work, who.scope, shop.people, ref))


@blueprint.post("/second-factor")
def ask_second_factor() -> ResponseReturnValue:
    """Of whom it is asked."""
    who, roles = staff(), request.form.getlist("role")
    return _do(who, lambda work: house.ask_second_factor(work, who.scope, roles))


def _do(who: Staff, verb: Verb) -> ResponseReturnValue:
    try:
        current_shop().write(verb)
    except MENDABLE as error:
        return _listing(who, error)
    return redirect(url_for(".listing"), 303)
