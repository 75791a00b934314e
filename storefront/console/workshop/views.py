"""Who works here and who is away; the lists of machines and of shifts stand on the same page."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError, NotFound
from fulfilment.api import crews
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, page
from storefront.console.workshop import forms
from storefront.console.workshop.whose import seller_of, sellers
from storefront.mount.current import current_shop

blueprint = Blueprint("console_workshop", __name__, url_prefix="/console/workshop")
_MENDABLE = (*MENDABLE, NotFound)


@blueprint.get("")
def people() -> ResponseReturnValue:
    """People today, work centres, calendars."""
    return _people(staff())


def _people(who: Staff, error: DomainError | None = None) -> ResponseReturnValue:
    def read(work: Work) -> tuple[list[crews.MemberView], list[crews.WorkCentreView], list[crews.CalendarUse]]:
        found = crews.people(work, who.scope), crews.work_centres(work, who.scope)
        return *found, crews.calendars(work, who.scope)

    members, centres, calendars = current_shop().read(read)
    by_crew: dict[str, list[crews.MemberView]] = {}
    for member in members:
        by_crew.setdefault(member.crew, []).append(member)
    able = {(one.seller_ref, skill) for one in members for skill in one.skills}
    return page(
        "shop/console/workshop/workshop.html",
        error,
        crews=by_crew,
        centres=centres,
        alone={c.code for c in centres if c.skill and (c.seller_ref, c.skill) not in able},
        calendars=calendars,
        written=forms.written,
    )


@blueprint.get("/people/new")
def new_person() -> ResponseReturnValue:
    """An empty form."""
    return _person(staff(), None)


@blueprint.post("/people/new")
def add_person() -> ResponseReturnValue:
    """Somebody begins to work here."""
    return _put(staff(), None)


@blueprint.get("/people/<int:id_>")
def person(id_: int) -> ResponseReturnValue:
    """Somebody's hours, skills and days away."""
    return _person(staff(), id_)


@blueprint.post("/people/<int:id_>")
def put_person(id_: int) -> ResponseReturnValue:
    """Their name, hours and skills."""
    return _put(staff(), id_)


def _person(who: Staff, id_: int | None, error: DomainError | None = None) -> ResponseReturnValue:
    def read(work: Work) -> tuple[list[crews.MemberView], list[crews.CalendarUse], list[crews.WorkCentreView]]:
        return crews.people(work, who.scope), crews.calendars(work, who.scope), crews.work_centres(work, who.scope)

    members, calendars, centres = current_shop().read(read)
    found = next((one for one in members if one.id == id_), None)
    if id_ is not None and found is None:
        raise NotFound("There is no such person.")
    known = {skill for one in members for skill in one.skills} | {one.skill for one in centres if one.skill}
    return page(
        "shop/console/workshop/person.html",
        error,
        it=found,
        calendars=calendars,
        known=sorted(known),
        form=request.form,
        sellers=sellers(who),
        written=forms.written,
    )


def _put(who: Staff, id_: int | None) -> ResponseReturnValue:
    shop = current_shop()
    try:
        if id_ is None:
            seller = seller_of(who, request.form.get("seller", ""))
        else:
            seller = shop.read(lambda work: _seller_ref(work, who, id_))
        member = forms.member_of(request.form, seller)
        shop.write(lambda work: crews.put_member(work, who.scope, member, id_))
    except MENDABLE as error:
        return _person(who, id_, error)
    return redirect(url_for(".people"), 303)


def _seller_ref(work: Work, who: Staff, id_: int) -> str:
    found = next((one for one in crews.people(work, who.scope) if one.id == id_), None)
    if found is None:
        raise NotFound("There is no such person.")
    return found.seller_ref


@blueprint.post("/people/<int:id_>/away")
def away(id_: int) -> ResponseReturnValue:
    """One tap: away today, from now on; or the days that were typed."""
    who, shop = staff(), current_shop()
    try:
        first = forms.day_of(request.form.get("first", ""), "first")
        last = forms.day_of(request.form.get("last", ""), "last")
        shop.write(lambda work: crews.away(work, who.scope, id_, first, last))
    except MENDABLE as error:
        return _person(who, id_, error)
    return redirect(_back(id_), 303)


@blueprint.post("/people/<int:id_>/back")
def back(id_: int) -> ResponseReturnValue:
    """Here again, today and on the days to come."""
    who, shop = staff(), current_shop()
    shop.write(lambda work: crews.back(work, who.scope, id_))
    return redirect(_back(id_), 303)


@blueprint.post("/people/<int:id_>/leave")
def leave(id_: int) -> ResponseReturnValue:
    """Somebody does not work here any more."""
    who, shop = staff(), current_shop()
    shop.write(lambda work: crews.retire_member(work, who.scope, id_))
    return redirect(url_for(".people"), 303)


def _back(id_: int) -> str:
    if request.form.get("from") == "person":
        return url_for(".person", id_=id_)
    return url_for(".people", _anchor=f"person-{id_}")
