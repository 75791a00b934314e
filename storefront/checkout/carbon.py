"""What bringing emits: an estimate per delivery, from published averages. No carrier is asked and nothing is measured.

Of each parcel: its share of the road by weight and distance, and its stop at the door. Figures are grams of CO2
equivalent; every one of them names its source, and the shopper is told that the sum is an estimate.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt


@dataclass(frozen=True)
class Factor:
    """`per_tkm` grams per tonne and kilometre, `per_stop` grams for the last mile; `source` says whose averages."""

    per_tkm: float
    per_stop: float
    source: str


_DEFRA = "UK Defra/DECC GHG conversion factors for company reporting 2012, annex 7, table 7e"
_EDWARDS = "Edwards, McKinnon and Cullinane, Carbon auditing the last mile, Heriot-Watt University 2009"
FACTORS: dict[str, Factor] = {
    # All heavy goods vehicles at their average load; 181 g is their typical drop of a parcel van.
    "parcel": Factor(149.93, 181.0, f"{_DEFRA} (all HGVs); {_EDWARDS}"),
    # Our own van with two people: a lorry of 3.5 to 7.5 tonnes at its average load, the whole way to the door.
    "two_person": Factor(709.78, 0.0, f"{_DEFRA} (rigid, 3.5 to 7.5 t)"),
}
LEAST_G = 500  # nothing weighs less with its box
DETOUR = 1.3  # road over straight line, a usual mean for Europe (Ballou, Rahardja and Sakai, 2002)
LEAST_KM = 200  # within a country, and to the one next door
# Where a country's people live, roughly: degrees north and east.
_MIDDLES: dict[str, tuple[float, float]] = {
    "AT": (47.8, 14.5), "BE": (50.8, 4.5), "CZ": (49.9, 15.3), "DE": (51.0, 9.9), "DK": (55.8, 11.0),
    "ES": (40.3, -3.2), "FI": (61.2, 24.6), "FR": (47.2, 2.6), "IE": (53.2, -7.2), "IT": (43.3, 11.8),
    "LU": (49.7, 6.1), "NL": (52.1, 5.2), "PL": (51.9, 19.4), "PT": (39.8, -8.4), "SE": (58.5, 15.1),
}  # fmt: skip
_EARTH_KM = 6371


def grams(method: str, home: str, country: str, weight_g: int) -> int:
    """Grams of CO2 equivalent of one delivery, estimated, to the nearest 10."""
    factor = FACTORS[method]
    road = max(weight_g, LEAST_G) / 1e6 * distance(home, country) * factor.per_tkm
    return round((road + factor.per_stop) / 10) * 10


def distance(home: str, country: str) -> float:
    """Kilometres of road, roughly; `LEAST_KM` where one of the countries is not in the table."""
    if home not in _MIDDLES or country not in _MIDDLES:
        return LEAST_KM
    (north, east), (other_north, other_east) = _MIDDLES[home], _MIDDLES[country]
    half = sin(radians(other_north - north) / 2) ** 2
    half += cos(radians(north)) * cos(radians(other_north)) * sin(radians(other_east - east) / 2) ** 2
    return max(2 * _EARTH_KM * asin(sqrt(half)) * DETOUR, LEAST_KM)
