"""A tap on an operation, from the board or from the bench; to a form the page again, to a script a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from flask import Response, jsonify, make_response, redirect, request, url_for

from foundation.plain.errors import Invalid
from fulfilment.api import production, quality
from storefront.accounts.guard import Staff
from storefront.console.floor.tablet import tablet
from storefront.mount.current import current_shop

VERBS = {
    "start": production.start_operation,
    "finish": production.finish_operation,
    "pause": production.pause_operation,
    "resume": production.resume_operation,
    "others": production.begin_others,
}
BATCHES = {"start": production.start_batch, "finish": production.finish_batch}


def tap(who: Staff, ref: str, verb: str) -> production.TapResult:
    """Do what the form asks: a verb of `VERBS`, or `undo`. Raises the verb's own errors."""
    shop, person = current_shop(), tablet(who).person
    client_id = request.form.get("client_id", "")
    if verb == "undo":
        return shop.write(lambda work: production.undo(work, who.scope, ref, client_id=client_id, person=person))
    act = partial(VERBS[verb], client_id=client_id, person=person, undo_window=shop.settings.undo_window)
    if verb == "start" and request.form.get("pieces"):
        act = partial(act, pieces=_pieces(request.form["pieces"]))
    return shop.write(lambda work: act(work, who.scope, ref))


def _pieces(said: str) -> int:
    """Raises `Invalid` for what is no number of pieces."""
    if not said.strip().isdecimal() or len(said) > 6:
        raise Invalid("How many pieces? Write a whole number.", field="pieces")
    return int(said)


def move(who: Staff, ref: str) -> production.TapResult:
    """Bring a card from the lane it was `seen` in `to` another. Raises the verb's own errors."""
    shop, form = current_shop(), request.form
    act = partial(
        production.move_card,
        seen=form.get("seen", ""),
        to=form.get("to", ""),
        client_id=form.get("client_id", ""),
        person=tablet(who).person,
        undo_window=shop.settings.undo_window,
    )
    return shop.write(lambda work: act(work, who.scope, ref))


def tap_all(who: Staff, verb: str) -> production.BatchResult:
    """The same tap on several equal operations, `refs` of the form: all or none. Raises the verb's own errors."""
    shop, person = current_shop(), tablet(who).person
    refs = [ref for ref in request.form.get("refs", "").split(",") if ref][:100]
    client_id = request.form.get("client_id", "")
    if verb == "undo":
        return shop.write(lambda work: production.undo_batch(work, who.scope, refs, client_id=client_id, person=person))
    act = partial(BATCHES[verb], client_id=client_id, person=person, undo_window=shop.settings.undo_window)
    return shop.write(lambda work: act(work, who.scope, refs))


def scripted() -> bool:
    """Whether a script tapped: it wants a sentence, and brings its page up to date itself."""
    return request.headers.get("X-Tap") == "1"


def answered(result: production.TapResult, back: str) -> Response:
    """What a tap did, to whoever made it."""
    if not scripted():
        return make_response(redirect(back, 303))
    undo = url_for("shop.console_floor.act", ref=result.operation_ref, verb="undo") if result.undo_until else ""
    return jsonify(sentence=result.sentence, state=result.state, label=result.label, undo=undo)


def answered_all(result: production.BatchResult, back: str) -> Response:
    """The same for several."""
    if not scripted():
        return make_response(redirect(back, 303))
    undoable = result.taps and all(one.undo_until for one in result.taps)
    undo = url_for("shop.console_floor.act_on_all", verb="undo") if undoable else ""
    return jsonify(sentence=result.sentence, undo=undo, refs=",".join(one.operation_ref for one in result.taps))


def give_verdict(
    who: Staff,
    ref: str,
    verdict: str,
    note: str,
    pieces: int | None,
    checks: Mapping[int, str],
    photos: Sequence[quality.PhotoIn],
) -> production.TapResult:
    """End an inspection with a verdict. Raises the verb's own errors."""
    shop = current_shop()
    act = partial(
        production.inspect,
        client_id=request.form.get("client_id", ""),
        person=tablet(who).person,
        undo_window=shop.settings.undo_window,
        pieces=pieces,
        checks=checks,
        photos=photos,
    )
    return shop.write(lambda work: act(work, who.scope, ref, verdict, note))
