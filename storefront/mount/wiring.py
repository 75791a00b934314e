"""The one visible table of what follows: what happens after each event, what the worker does. Read when it is first
needed (`storefront.mount.late`); what has pages stands in `storefront.mount.features`.

Read this file to learn what follows from what. Handlers run in the order in which they stand here, in the transaction
of the event: the timeline is told first, the order's projection is written after it, mails are left for the worker.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from foundation.data.outbox import Message
from foundation.data.work import HandlerTable
from fulfilment.api import events as made
from fulfilment.api import keeping, promise, purchasing
from storefront.accounts.mine import erasing, exporting, letters
from storefront.api.answers import forget_answers
from storefront.catalogue import jobs as pictures
from storefront.catalogue.service.availability import refresh_availability
from storefront.changes import handlers as changes
from storefront.changes import jobs as change_jobs
from storefront.configurator import publication
from storefront.configurator.jobs import keep_compiled, refresh_made_to_order
from storefront.console.purchasing import letter as supplier_mail
from storefront.hooks import service as inbox_jobs
from storefront.messages import jobs as message_jobs
from storefront.mount.current import ShopState
from storefront.notifications import handlers as mails
from storefront.notifications import house as house_mails
from storefront.notifications import jobs as mail_jobs
from storefront.notifications import shortages as shortage_mails
from storefront.orders import handlers as orders
from storefront.orders import jobs as order_jobs
from storefront.payments import events as money
from storefront.payments import handlers as payments
from storefront.revisions import jobs as revision_jobs
from storefront.running.care import forget_done
from storefront.running.periodic import Periodic
from storefront.samples import crediting
from storefront.shipping import jobs as shipping
from storefront.timeline import handlers as timeline
from storefront.uploads import jobs as upload_jobs
from storefront.webhooks import sending as webhook_jobs
from storefront.webhooks import telling as webhooks

EVENTS: HandlerTable = {
    # the workshop
    made.OrderAccepted: [timeline.on_accepted, orders.on_progress],
    made.OperationStarted: [timeline.on_operation_started, orders.on_progress],
    made.OperationFinished: [timeline.on_operation_finished, orders.on_progress, mails.on_operation_finished],
    made.OperationUndone: [timeline.on_operation_undone, orders.on_progress],
    made.OperationPaused: [timeline.on_operation_paused],
    made.OperationResumed: [timeline.on_operation_resumed],
    made.InspectionPassed: [timeline.on_inspection_passed, orders.on_inspection_passed, mails.on_inspection_passed],
    made.InspectionFailed: [timeline.on_inspection_failed, orders.on_progress],
    made.InspectionUndone: [timeline.on_inspection_undone, orders.on_inspection_undone, mails.on_inspection_undone],
    made.PromiseRevised: [timeline.on_promise_revised, orders.on_promise_revised, mails.on_promise_revised],
    made.LineCancelled: [timeline.on_line_cancelled, orders.on_progress, mails.on_line_cancelled],
    made.SupplyMoved: [keeping.on_supply_moved],  # a purchase order is late, or a shelf had less
    made.LineSplit: [changes.on_line_split],
    made.LineChanged: [changes.on_line_changed],
    made.ChangeEnded: [changes.on_change_ended],
    # the warehouse and the road
    made.LinePicked: [timeline.on_picked, orders.on_progress],
    made.LinePacked: [timeline.on_packed, orders.on_progress],
    made.ShipmentLabelled: [timeline.on_labelled],
    made.LabelFailed: [timeline.on_label_failed],
    made.ShipmentHandedOver: [timeline.on_handed_over, orders.on_progress, mails.on_handed_over],
    made.ShipmentScanned: [timeline.on_scanned, orders.on_progress, mails.on_scanned],
    made.ShipmentDelivered: [timeline.on_delivered, orders.on_progress, mails.on_delivered],
    # money
    money.PaymentCaptured: [
        orders.on_payment_captured,
        mails.on_payment_captured,
        changes.on_payment_captured,
        house_mails.on_payment_captured,
        crediting.on_payment_captured,
    ],
    money.PaymentFailed: [timeline.on_payment_failed, orders.on_payment_failed, mails.on_payment_failed],
    money.PaymentExpired: [timeline.on_payment_expired, orders.on_payment_expired],
    money.BalancePaid: [timeline.on_balance_paid, orders.on_balance_paid, mails.on_balance_paid],
    money.BalanceFailed: [timeline.on_balance_failed, orders.on_progress, mails.on_balance_failed],
    money.RefundSucceeded: [timeline.on_refunded, orders.on_progress, mails.on_refunded],
    money.DisputeOpened: [timeline.on_dispute_opened, orders.on_dispute_opened, house_mails.on_dispute_opened],
    money.DisputeClosed: [timeline.on_dispute_closed, orders.on_dispute_closed],
    money.MoneyAlert: [timeline.on_money_alert],
}

OUTBOX: Mapping[str, Callable[[ShopState, Message], None]] = {
    **order_jobs.OUTBOX,
    **payments.OUTBOX,
    **inbox_jobs.OUTBOX,
    **shipping.OUTBOX,
    **change_jobs.OUTBOX,
    **mail_jobs.OUTBOX,
    **message_jobs.OUTBOX,
    **house_mails.OUTBOX,
    **shortage_mails.OUTBOX,
    **crediting.OUTBOX,
    **publication.OUTBOX,
    **supplier_mail.OUTBOX,
    **revision_jobs.OUTBOX,
    **webhook_jobs.OUTBOX,
    **letters.OUTBOX,
    **exporting.OUTBOX,
}

TOGETHER = order_jobs.TOGETHER

# What takes seconds or waits for somebody far away is done beside the rest, which takes milliseconds.
LONG = frozenset({publication.COMPILE, keeping.IMPROVE_MESSAGE, webhooks.SEND})


def refresh_cards(shop: ShopState) -> None:
    """The days on the cards, from fulfilment's present plan."""
    home = promise.Destination(shop.settings.country, "")
    shop.write(lambda work: refresh_availability(work, [], home))
    shop.write(lambda work: refresh_made_to_order(work, home))


def release_expired(shop: ShopState) -> int:
    """Reservations that ran out: their stock, materials and hours are free again."""
    return shop.write(promise.release_expired)


def tell_overdue(shop: ShopState) -> int:
    """Purchase orders whose day is over: whoever waits for them is forecast anew, once a working day."""
    return shop.write(purchasing.tell_overdue)


def learn_from_kept(shop: ShopState) -> None:
    """Fit the buffers of promises anew when enough were kept or broken since the last time."""
    if shop.read(promise.records_due):
        shop.write(promise.recalibrate)


def measure_pace(shop: ShopState) -> object:
    """How long work really takes, from the time logs: the plans of the next day use it."""
    return shop.write(promise.measure_pace)


def forget_calls(shop: ShopState) -> None:
    """What nobody repeats any more: kept answers of the API, and the month-old log of webhooks."""
    shop.write(forget_answers)
    shop.write(webhooks.forget_deliveries)


def tidy_outbox(shop: ShopState) -> int:
    return shop.write(lambda work: forget_done(work.session, work.now() - timedelta(days=30)))


PERIODIC: tuple[Periodic, ...] = (
    Periodic("poll_carriers", timedelta(seconds=5), shipping.poll_carriers, "long"),
    Periodic("release_expired", timedelta(seconds=5), release_expired),
    Periodic("expire_changes", timedelta(seconds=5), change_jobs.expire_changes),
    Periodic("tell_overdue", timedelta(minutes=15), tell_overdue),
    Periodic("look_for_shortages", timedelta(hours=1), shortage_mails.look_for_shortages),
    Periodic("watch_floor", timedelta(minutes=15), revision_jobs.watch_floor, "long"),
    Periodic("refresh_cards", timedelta(seconds=60), refresh_cards, "long"),
    *(Periodic(name, timedelta(seconds=seconds), fn, "long") for name, seconds, fn in payments.PERIODIC),
    Periodic("fetch_images", timedelta(seconds=60), pictures.fetch_images, "long"),
    Periodic("keep_compiled", timedelta(minutes=10), keep_compiled, "long"),
    Periodic("recheck_orders", timedelta(hours=24), order_jobs.recheck_orders, "long"),
    Periodic("learn_from_kept", timedelta(minutes=10), learn_from_kept, "long"),
    Periodic("measure_pace", timedelta(hours=24), measure_pace, "long"),
    Periodic("tell_webhooks", timedelta(seconds=3), webhooks.tell),
    Periodic("forget_calls", timedelta(hours=6), forget_calls),
    Periodic("tidy_outbox", timedelta(hours=24), tidy_outbox),
    Periodic("forget_letters", timedelta(hours=1), letters.forget_letters),
    Periodic("forget_exports", timedelta(hours=1), exporting.forget_exports),
    Periodic("forget_abandoned", timedelta(hours=24), erasing.forget_abandoned),
    Periodic("forget_uploads", timedelta(hours=1), upload_jobs.forget_uploads),
)
