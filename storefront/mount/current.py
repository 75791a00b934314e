"""The shop of the app that is being served: the only state there is, kept in `app.extensions["shop"]`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import current_app
from itsdangerous import URLSafeSerializer, URLSafeTimedSerializer

from foundation.data.blobs import BlobStore
from foundation.data.outbox import LEFT, Message
from foundation.data.runner import Runner
from foundation.data.work import Work
from foundation.plain.clock import Clock
from storefront.mount.config import Settings
from storefront.mount.kept import Kept
from storefront.mount.late import Late

if TYPE_CHECKING:
    from flask_sqlalchemy import SQLAlchemy

T = TypeVar("T")


@dataclass(frozen=True)
class Person:
    """Who is signed in, as the app's user loader says; the shop keeps no passwords of its own. `email_verified`: mail
    to that address has reached them. `second_factor`: whether they sign in with one; None: the app does not say."""

    ref: str
    email: str
    name: str
    email_verified: bool = False
    second_factor: bool | None = None


@dataclass(frozen=True)
class People:
    """What only the app that keeps the people can do with one of them, known by `Person.ref`. The standalone shop fills
    this in; a host may."""

    knows: Callable[[str, str], bool]  # (ref, password): whether it is theirs
    forget: Callable[[Work, str], None]  # in the transaction that erases all else
    reset_factor: Callable[[Work, str], None]  # they sign in by password alone and set up another one
    sign_out: Callable[[], None]  # whoever is at this browser


@dataclass
class ShopState:
    """One mounted shop. Several may live in one process, one an app."""

    settings: Settings
    clock: Clock
    runner: Runner
    blobs: BlobStore
    db: SQLAlchemy
    outbox: Mapping[str, Callable[[ShopState, Message], None]]
    carriers: Mapping[str, Any]
    user_loader: Callable[[], Person | None]
    # whether the database's engine is ours, and not a host's
    owns_engine: bool = False
    # messages that one handler may do at once, when several of a name are due
    together: Mapping[str, Callable[[ShopState, Sequence[Message]], None]] = field(default_factory=dict)
    # messages that take long: done beside the others
    long: Collection[str] = ()
    # tells workers elsewhere that messages of these lanes were committed; None: they look for themselves
    wake: Callable[[Collection[str]], None] | None = None
    # makes somebody who can sign in of (e-mail, name, password); None: the app has its own way
    add_person: Callable[[str, str, str], Person] | None = None
    people: People | None = None
    # writes down who of the house did what, in the transaction that does it
    witness: Callable[[Callable[[Work], Any]], Callable[[Work], Any]] | None = None
    # of our templates, bound to the settings
    filters: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    # one slot a feature for what lives as long as the process (a tailer, a cache)
    places: dict[str, Any] = field(default_factory=dict)
    # runs a task beside the request, in a context of its own; None: there is nobody to do it
    aside: Callable[[Callable[[], None]], None] | None = None
    # the features, and which of them wait for their first request
    late: Late = field(default_factory=Late)
    kept: Kept = field(init=False)

    def __post_init__(self) -> None:
        self.kept = Kept(self.clock, self.settings.fresh_seconds, aside=self.aside)

    def read(self, fn: Callable[[Work], T]) -> T:
        return self.runner.read(fn)

    def glance(self, fn: Callable[[Work], T]) -> T:
        """`read` for a page's questions of which each is right by itself."""
        return self.runner.glance(fn)

    def write(self, fn: Callable[[Work], T]) -> T:
        seen: Callable[[Work], T] = self.witness(fn) if self.witness else fn
        len(self.outbox)  # who hears of an event is imported before a transaction is open, not in it
        done = self.runner.write(seen)
        if self.wake is not None and (left := self.db.session().info.pop(LEFT, None)):
            self.wake({self.lane_of(name) for name in left})
        return done

    def lane_of(self, name: str) -> str:
        """Beside which other messages one of this name is done: `quick` or `long`."""
        return "long" if name in self.long else "quick"

    def signer(self, purpose: str) -> URLSafeSerializer:
        """Signs values that never expire (a configuration's reference); one salt a purpose."""
        return _signer(self.settings.secret, purpose)

    def timed_signer(self, purpose: str) -> URLSafeTimedSerializer:
        """Signs values that expire (a link in a mail)."""
        return URLSafeTimedSerializer(self.settings.secret, salt=f"shop.{purpose}")


@lru_cache(maxsize=64)  # a signer keeps nothing of what it signs, and every page reads a signed cookie
def _signer(secret: str, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"shop.{purpose}")


def current_shop() -> ShopState:
    """The shop of the current app; raises `RuntimeError` with a hint when none was mounted."""
    state = current_app.extensions.get("shop")
    if state is None:
        raise RuntimeError("No shop is mounted here: call Shop(app) first.")
    return cast(ShopState, state)
