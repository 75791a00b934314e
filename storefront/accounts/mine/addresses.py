"""The address book: at most twenty, one of them the usual one as long as there is any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update

from foundation.data.work import Work
from foundation.plain.errors import Conflict, NotFound
from storefront.accounts.mine.models import PersonAddress
from storefront.checkout.domain import AddressIn

MOST = 20
FIELDS = ("line1", "line2", "postcode", "city", "country", "phone", "floor", "lift", "notes")


@dataclass(frozen=True)
class BookAddress:
    """One address as it stands in the book; `usual`: where things go unless they say otherwise."""

    ref: str
    usual: bool
    name: str
    address: AddressIn

    @property
    def form(self) -> dict[str, str]:
        return {"name": self.name, **{field: getattr(self.address, field) for field in FIELDS}}


def book(work: Work, person_ref: str) -> tuple[BookAddress, ...]:
    """Their addresses, the usual one first. One statement."""
    rows = select(PersonAddress).filter_by(person_ref=person_ref)
    found = work.session.scalars(rows.order_by(PersonAddress.usual.desc(), PersonAddress.ref.desc()))
    return tuple(_as_address(row) for row in found)


def for_checkout(book_: Sequence[BookAddress], wanted: str, typed: Mapping[str, str]) -> dict[str, str]:
    """What the checkout's form begins with: the address they chose, else the usual one until they typed another."""
    chosen = [one for one in book_ if one.ref == wanted] or [
        one for one in book_ if one.usual and not typed.get("line1")
    ]
    form = chosen[0].form if chosen else {}
    form.pop("name", None)
    return {name: value for name, value in form.items() if value or wanted}


def one(work: Work, person_ref: str, ref: str) -> BookAddress:
    """Raises `NotFound` for one that is not theirs."""
    return _as_address(_row(work, person_ref, ref))


def add(work: Work, person_ref: str, name: str, address: AddressIn) -> str:
    """Write one down, unless it is there; the first is the usual one. Raises `Conflict` when the book is full."""
    same = select(PersonAddress.ref).filter_by(
        person_ref=person_ref, name=name, line1=address.line1, postcode=address.postcode, city=address.city
    )
    known = work.session.scalar(same.limit(1))
    if known is not None:
        return change(work, person_ref, known, name, address)
    count = work.session.scalar(select(func.count()).select_from(PersonAddress).filter_by(person_ref=person_ref)) or 0
    if count >= MOST:
        raise Conflict(f"The book holds up to {MOST} addresses. Remove one first.")
    ref = work.new_id()
    values = {field: getattr(address, field) for field in FIELDS}
    work.session.add(
        PersonAddress(ref=ref, person_ref=person_ref, usual=count == 0, name=name, created_at=work.now(), **values)
    )
    work.session.flush()
    return ref


def change(work: Work, person_ref: str, ref: str, name: str, address: AddressIn) -> str:
    """It reads otherwise now. Raises `NotFound`."""
    row = _row(work, person_ref, ref)
    row.name = name
    for field in FIELDS:
        setattr(row, field, getattr(address, field))
    work.session.flush()
    return ref


def make_usual(work: Work, person_ref: str, ref: str) -> None:
    """Things go here unless they say otherwise. Raises `NotFound`."""
    row = _row(work, person_ref, ref)
    others = update(PersonAddress).where(PersonAddress.person_ref == person_ref, PersonAddress.usual)
    work.session.execute(others.values(usual=False).execution_options(synchronize_session="fetch"))
    row.usual = True
    work.session.flush()


def remove(work: Work, person_ref: str, ref: str) -> None:
    """Take it out; the newest of the others becomes the usual one if this was. Raises `NotFound`."""
    row = _row(work, person_ref, ref)
    was_usual = row.usual
    work.session.delete(row)
    work.session.flush()
    if was_usual:
        newest = select(PersonAddress).filter_by(person_ref=person_ref).order_by(PersonAddress.ref.desc()).limit(1)
        for left in work.session.scalars(newest):
            left.usual = True
        work.session.flush()


def _row(work: Work, person_ref: str, ref: str) -> PersonAddress:
    row = work.session.get(PersonAddress, ref)
    if row is None or row.person_ref != person_ref:
        raise NotFound("There is no such address in your book.")
    return row


def _as_address(row: PersonAddress) -> BookAddress:
    return BookAddress(row.ref, row.usual, row.name, AddressIn(**{field: getattr(row, field) for field in FIELDS}))
