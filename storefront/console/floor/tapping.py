"""A tap on an operation, from the board or from the bench."""

from __future__ import annotations

from functools import partial

from flask import request

from fulfilment.api import production
from storefront.accounts.guard import Staff
from storefront.console.frame import name_of
from storefront.mount.current import current_shop

VERBS = {
    "start": production.start_operation,
    "finish": production.finish_operation,
}


def tap(who: Staff, ref: str, verb: str) -> production.TapResult:
    """Do what the form asks: `start`, `finish` or `undo`. Raises the verb's own errors."""
    shop = current_shop()
    client_id = request.form.get("client_id", "")
    if verb == "undo":
        return shop.write(lambda work: production.undo(work, who.scope, ref, client_id=client_id, person=name_of(who)))
    act = partial(VERBS[verb], client_id=client_id, person=name_of(who), undo_window=shop.settings.undo_window)
    return shop.write(lambda work: act(work, who.scope, ref))


def give_verdict(who: Staff, ref: str, verdict: str, note: str, pieces: int | None) -> production.TapResult:
    """End an inspection with a verdict. Raises the verb's own errors."""
    shop = current_shop()
    client_id = request.form.get("client_id", "")
    return shop.write(
        lambda work: production.inspect(
            work,
            who.scope,
            ref,
            verdict,
            note,
            client_id=client_id,
            person=name_of(who),
            undo_window=shop.settings.undo_window,
            pieces=pieces,
        )
    )
