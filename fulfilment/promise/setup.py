"""Local tables of transit times and holidays: a quote never asks a carrier over the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from foundation.data.work import Work
from fulfilment.api.workspec import DeliveryClass


@dataclass(frozen=True)
class TransitIn:
    """Business days on the road. The longest matching `postcode_prefix` wins; country "*" is everywhere else."""

    carrier_kind: DeliveryClass
    country: str
    postcode_prefix: str
    days: int


def put_transit(work: Work, transit: TransitIn) -> None:
    raise NotImplementedError


def put_holidays(work: Work, country: str, days: Sequence[date]) -> None:
    raise NotImplementedError
