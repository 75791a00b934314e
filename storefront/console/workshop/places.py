"""Machines and benches, and the shifts they are worked in."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.data.work import Work
from foundation.plain.errors import DomainError, NotFound
from fulfilment.api import crews, keeping, setup, whatif
from storefront.accounts.guard import Staff, staff
from storefront.console.frame import MENDABLE, page
from storefront.console.workshop import forms
from storefront.console.workshop.views import blueprint
from storefront.console.workshop.whose import seller_of, sellers
from storefront.mount.current import current_shop

_MENDABLE = (*MENDABLE, NotFound)


@blueprint.get("/centres/new")
def new_centre() -> ResponseReturnValue:
    """An empty form."""
    return _centre(staff(), None)


@blueprint.post("/centres/new")
def add_centre() -> ResponseReturnValue:
    """A new machine or bench."""
    who = staff()
    try:
        seller = seller_of(who, request.form.get("seller", ""))
        return _put(who, forms.centre_of(request.form, seller, "", _currency()))
    except _MENDABLE as error:
        return _centre(who, None, error)


@blueprint.get("/centres/<seller>/<code>")
def centre(seller: str, code: str) -> ResponseReturnValue:
    """One machine or bench."""
    who = staff()
    return _centre(who, _found(who, seller, code))


@blueprint.post("/centres/<seller>/<code>")
def put_centre(seller: str, code: str) -> ResponseReturnValue:
    """Its units, hours, who stands by and what it does at once."""
    who = staff()
    known = _found(who, seller, code)
    try:
        wanted = forms.centre_of(request.form, seller, code, known.hourly_rate.currency)
        if wanted.units < known.units and not _sure():
            told = current_shop().read(
                lambda work: whatif.foretell_units(work, who.scope, (seller, code), wanted.units)
            )
            if not told.harmless:
                return _centre(who, known, told=told)
        return _put(who, wanted, known)
    except _MENDABLE as error:
        return _centre(who, known, error)


def _sure() -> bool:
    """Whether what would come of it was on the page already."""
    return request.form.get("sure") == "1"


def _put(who: Staff, wanted: setup.WorkCentreIn, known: crews.WorkCentreView | None = None) -> ResponseReturnValue:
    def put(work: Work) -> None:
        if known is not None and wanted.units < known.units:
            keeping.cut_units(work, who.scope, wanted.code, wanted.units)
        setup.put_work_centre(work, who.scope, wanted)

    current_shop().write(put)
    return redirect(url_for(".people", _anchor=f"centre-{wanted.code}"), 303)


def _currency() -> str:
    return current_shop().settings.currency


def _found(who: Staff, seller: str, code: str) -> crews.WorkCentreView:
    known = current_shop().read(lambda work: crews.work_centres(work, who.scope))
    found = next((one for one in known if (one.seller_ref, one.code) == (seller, code)), None)
    if found is None:
        raise NotFound("There is no such work centre.")
    return found


def _centre(
    who: Staff,
    it: crews.WorkCentreView | None,
    error: DomainError | None = None,
    told: whatif.Foretold | None = None,
) -> ResponseReturnValue:
    def read(work: Work) -> tuple[list[crews.MemberView], list[crews.CalendarUse]]:
        return crews.people(work, who.scope), crews.calendars(work, who.scope)

    members, calendars = current_shop().read(read)
    return page(
        "shop/console/workshop/centre.html",
        error,
        it=it,
        calendars=calendars,
        known=sorted({skill for one in members for skill in one.skills}),
        able=[one.name for one in members if it is not None and it.skill in one.skills],
        form=request.form,
        sellers=sellers(who),
        told=told,
    )


@blueprint.get("/calendars/new")
def new_calendar() -> ResponseReturnValue:
    """An empty week."""
    return _calendar(staff(), None)


@blueprint.post("/calendars/new")
def add_calendar() -> ResponseReturnValue:
    """A new week of shifts."""
    who = staff()
    try:
        wanted = forms.calendar_of(request.form, "")
        current_shop().write(lambda work: crews.add_calendar(work, who.scope, wanted))
    except _MENDABLE as error:
        return _calendar(who, None, error)
    return redirect(url_for(".people", _anchor="calendars"), 303)


@blueprint.get("/calendars/<code>")
def calendar(code: str) -> ResponseReturnValue:
    """One week of shifts, and the days that differ."""
    who = staff()
    return _calendar(who, _known(who, code))


@blueprint.post("/calendars/<code>")
def put_calendar(code: str) -> ResponseReturnValue:
    """Shifts as they are typed. Who would come later by them is shown first; what is planned moves along."""
    who = staff()
    known = _known(who, code)
    try:
        wanted = forms.calendar_of(request.form, code)
        if not _sure():
            told = current_shop().read(lambda work: whatif.foretell_calendar(work, who.scope, wanted))
            if not told.harmless:
                return _calendar(who, known, told=told)
        current_shop().write(lambda work: keeping.change_calendar(work, who.scope, wanted))
    except _MENDABLE as error:
        return _calendar(who, known, error)
    return redirect(url_for(".people", _anchor="calendars"), 303)


def _known(who: Staff, code: str) -> crews.CalendarUse:
    found = current_shop().read(lambda work: crews.calendars(work, who.scope))
    known = next((one for one in found if one.calendar.code == code), None)
    if known is None:
        raise NotFound("There is no such calendar.")
    return known


def _calendar(
    who: Staff,
    it: crews.CalendarUse | None,
    error: DomainError | None = None,
    told: whatif.Foretold | None = None,
) -> ResponseReturnValue:
    zone = current_shop().settings.zone
    return page(
        "shop/console/workshop/calendar.html",
        error,
        it=it,
        weekdays=forms.WEEKDAYS,
        tz=it.calendar.tz if it else getattr(zone, "key", "UTC"),
        form=request.form,
        written=forms.written,
        lines_of=forms.lines_of,
        told=told,
    )
