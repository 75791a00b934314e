"""How a feature says what there is to call: `Routes`, and the `Call` that its views are handed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from itsdangerous import BadData
from pydantic import BaseModel

from foundation.data.work import Work
from foundation.plain.scope import SellerScope
from storefront.accounts.trail import called_by
from storefront.api import answers
from storefront.api.domain import Place, cut, etag_of, filters_print, names_etag, placed_after
from storefront.api.fields import Paged
from storefront.api.keys import Caller
from storefront.api.problems import Problem
from storefront.mount.current import ShopState

T = TypeVar("T")
View = Callable[..., Any]
CURSOR_LIVES = 86_400  # seconds


@dataclass(frozen=True)
class Endpoint:
    """One method of one address, with everything that its documentation says. `also` are statuses beyond those that
    follow from the rest; `edits`: it takes If-Match; `scope` "" is for everybody."""

    method: str
    path: str
    view: View
    answer: type[BaseModel] | None
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    scope: str
    status: int
    tag: str
    also: frozenset[int]
    edits: bool
    public: bool

    @property
    def name(self) -> str:
        return self.view.__name__


@dataclass
class Call:
    """One request. Views read by `read`, do by `write`, and answer with a model."""

    shop: ShopState
    endpoint: Endpoint
    caller: Caller | None = None
    slot: answers.Slot | None = None
    if_match: str = ""
    kept: bool = field(default=False, init=False)

    @property
    def scope(self) -> SellerScope:
        """Whose rows are in view; only where the endpoint asks for a key."""
        assert self.caller is not None, "this endpoint is for everybody"
        return self.caller.scope

    @property
    def actor(self) -> str:
        return self.caller.actor if self.caller else "customer"

    def tap_id(self, work: Work) -> str:
        """For verbs that count a repetition once: the caller's own key, or a fresh one."""
        return f"{self.actor}:{self.slot.key}"[-80:] if self.slot else work.new_id()

    def read(self, fn: Callable[[Work], T]) -> T:
        return self.shop.read(fn)

    def write(self, fn: Callable[[Work], T]) -> T:
        """Do `fn`; what it answers is kept under the request's key in the same transaction. A seller's program is named
        for it in the trail."""
        if self.caller is not None:
            called_by(self.caller.actor, self.caller.scope)

        def whole(work: Work) -> T:
            done = fn(work)
            if self.slot is not None and isinstance(done, BaseModel):
                answers.keep(work, self.slot, self.endpoint.status, body_of(done))
                self.kept = True
            return done

        return self.shop.write(whole)

    def matches(self, standing: BaseModel) -> None:
        """Raise 412 where If-Match names something else than what stands now."""
        if self.if_match and not names_etag(self.if_match, etag_of(body_of(standing))):
            raise Problem("precondition_failed", "This was changed since you read it. Read it again, then change it.")

    def page(
        self, query: Paged, rows: Iterable[T], key: Callable[[T], Place], shape: Collection[type]
    ) -> tuple[list[T], str | None]:
        """The page of `rows` that `query` asks for, and the cursor of the next one. `rows` are sorted by `key`, whose
        values are of the kinds in `shape`."""
        found, last = cut(rows, key, self.after(query, shape), query.limit)
        return found, self.cursor(query, last)

    def after(self, query: Paged, shape: Collection[type]) -> Place | None:
        """The place in the query's cursor. Raises 422 for one of another list, or older than a day."""
        if query.cursor is None:
            return None
        try:
            mark, place = self._signer().loads(query.cursor, max_age=CURSOR_LIVES)
        except (BadData, ValueError, TypeError):
            mark, place = "", None
        if mark != self._print(query) or not place_fits(place, shape):
            sentence = "This cursor is of another list, or older than a day. Begin with the first page."
            raise Problem("cursor", sentence, errors=[("cursor", sentence)])
        return list(place)

    def cursor(self, query: Paged, place: Place | None) -> str | None:
        return None if place is None else str(self._signer().dumps([self._print(query), place]))

    def _print(self, query: Paged) -> str:
        holder = self.caller.ref if self.caller else ""
        return filters_print(self.endpoint.name, holder, query.model_dump(mode="json"))

    def _signer(self) -> Any:
        return self.shop.timed_signer("api.cursor")


def place_fits(place: object, shape: Collection[type]) -> bool:
    return isinstance(place, list) and placed_after(place, tuple(shape))


def body_of(told: BaseModel) -> bytes:
    """An answer's bytes; its ETag is made of them."""
    return told.model_dump_json(by_alias=True).encode()


class Routes:
    """What one feature offers, under one heading of the documentation."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.endpoints: list[Endpoint] = []

    def add(
        self,
        method: str,
        path: str,
        *,
        answer: type[BaseModel] | None,
        query: type[BaseModel] | None = None,
        body: type[BaseModel] | None = None,
        scope: str = "",
        status: int = 200,
        also: Collection[int] = (),
        edits: bool = False,
        public: bool = False,
    ) -> Callable[[View], View]:
        """Decorate a view `(call, *, <path>…, query, body)` that answers with `answer` (None: no body)."""

        def added(view: View) -> View:
            self.endpoints.append(
                Endpoint(
                    method, path, view, answer, query, body, scope, status, self.tag, frozenset(also), edits, public
                )
            )
            return view

        return added

    def get(self, path: str, **said: Any) -> Callable[[View], View]:
        return self.add("GET", path, **said)

    def post(self, path: str, **said: Any) -> Callable[[View], View]:
        return self.add("POST", path, **said)

    def put(self, path: str, **said: Any) -> Callable[[View], View]:
        return self.add("PUT", path, **said)

    def patch(self, path: str, **said: Any) -> Callable[[View], View]:
        return self.add("PATCH", path, **said)

    def delete(self, path: str, **said: Any) -> Callable[[View], View]:
        return self.add("DELETE", path, **said)
