"""UPS's codes as data.

Three generations live side by side in one reply: a type letter, a two-character code, and a three-digit code that
stands in `statusCode` or, in `currentStatus`, in `code` itself. The two-character code says most, the type least.

UPS's OpenAPI documents explain the types but list no codes: those are in the tracking appendix of its developer
portal (https://developer.ups.com/api/reference/tracking/appendix), behind a sign-in. SR, MP, OT, FS, KM, OR, 003 and
092 are proven by payloads; the rest awaits a check against the appendix. Many delivery codes are left out on purpose:
type D with a text that says *delivered* covers them without a guess.
"""

from __future__ import annotations

import re

from carriers.tracking import Code

_PRE = Code("pre_transit")
_MOVING = Code("in_transit")
_OUT = Code("out_for_delivery")
_DONE = Code("delivered")
_PICKUP = Code("available_for_pickup", action_required=True)
_TRIED = Code("attempt_failed")
_DELAY = Code("exception", "delayed")
_WEATHER = Code("exception", "weather")
_VOID = Code("cancelled", "label voided")

CODES: dict[str, Code] = {
    "MP": _PRE,  # shipper created a label
    "PU": Code("picked_up"),
    "XD": Code("picked_up", "dropped off"),
    "OR": _MOVING,  # origin scan
    "DP": _MOVING,  # departed
    "AR": _MOVING,  # arrived
    "YP": _MOVING,  # processing at facility
    "DS": _MOVING,  # destination scan
    "IP": _MOVING,  # import scan
    "EP": _MOVING,  # export scan
    "WS": _MOVING,  # warehouse scan
    "SR": Code("in_transit", "released by customs"),
    "OF": _OUT,  # loaded on the delivery vehicle
    "OT": _OUT,
    "KB": _DONE,
    "KM": _DONE,
    "FS": _DONE,
}

NUMBERS: dict[str, Code] = {
    "003": _PRE,
    "005": _MOVING,
    "006": _OUT,
    "007": _VOID,
    "010": _MOVING,
    "011": _DONE,
    "012": Code("in_transit", "customs"),
    "013": Code("exception"),
    "014": Code("in_transit", "released by customs"),
    "016": Code("exception", "held"),
    "017": _PICKUP,
    "018": Code("exception", "delivery change requested"),
    "019": Code("exception", "held for a later delivery"),
    "020": Code("exception", "held for a later delivery"),
    "021": _OUT,
    "022": _TRIED,
    "023": _TRIED,
    "024": Code("attempt_failed", "last attempt", action_required=True),
    "025": _MOVING,
    "026": _DONE,
    "027": _MOVING,
    "028": _MOVING,
    "029": Code("exception", action_required=True),
    "030": Code("exception"),
    "032": _WEATHER,
    "033": Code("returning", "return requested"),
    "034": Code("returned"),
    "035": Code("returning"),
    "036": Code("returning"),
    "037": Code("returning"),
    "038": Code("picked_up"),
    "039": _MOVING,
    "040": _PICKUP,
    "041": _MOVING,
    "042": _MOVING,
    "044": _MOVING,
    "045": _MOVING,
    "046": _DELAY,
    "047": _DELAY,
    "048": _DELAY,
    "049": Code("exception", "delayed", action_required=True),
    "050": Code("exception", "address needed", action_required=True),
    "051": _WEATHER,
    "052": _WEATHER,
    "053": _WEATHER,
    "055": Code("exception", "rescheduled"),
    "057": _MOVING,
    "058": Code("exception", "customs needs information", action_required=True),
    "059": Code("exception", "damaged"),
    "060": _TRIED,
    "061": Code("attempt_failed", "signature needed", action_required=True),
    "062": Code("attempt_failed", "payment needed", action_required=True),
    "064": Code("exception", "refused"),
    "065": Code("pre_transit", "pickup attempted"),
    "066": _TRIED,
    "067": Code("returned"),
    "068": Code("exception", "lost and found"),
    "069": Code("exception", "not claimed"),
    "071": _MOVING,
    "072": _OUT,
    "092": Code("in_transit", "customs"),
}

# Texts that take the alarm out of type X (exception) and name what type D (delivery) is about; English because the
# request asks for en_US. Only used where no code of ours matches.
_CALM = re.compile(r"\b(released|on the way|cleared|clearance completed|arrived|has resumed)\b", re.IGNORECASE)
_TRY = re.compile(r"\b(attempt|not (home|available)|unable to deliver)", re.IGNORECASE)
_COLLECT = re.compile(r"\b(access point|customer pickup|held for pickup|awaiting (customer )?pickup)\b", re.IGNORECASE)
_DELIVERED = re.compile(r"\s*delivered\b", re.IGNORECASE)
_SENT_BACK = re.compile(r"\b(returned|returning|return) to (the )?sender\b", re.IGNORECASE)

TYPES: dict[str, Code] = {
    "M": _PRE,
    "MV": _VOID,
    "P": Code("picked_up"),
    "I": _MOVING,
    "O": _OUT,
    "RS": Code("returned"),
    "U": Code("unknown", "new delivery date"),
}


def classify(kind: str, code: str, number: str, text: str) -> Code | None:
    """What UPS means by type `kind`, two-character `code`, three-digit `number` and `text`; None: not in our tables.

    A code that we do not know never delivers: only a type D whose own text says *delivered* does.
    """
    letters, digits = code.strip().upper(), number.strip()
    if re.fullmatch(r"\d{3}", letters):
        letters, digits = "", letters
    known = CODES.get(letters) or NUMBERS.get(digits)
    if known is not None:
        return known
    return _by_type(kind.strip().upper(), text)


def _by_type(kind: str, text: str) -> Code | None:
    if kind in ("X", "D", "I") and _SENT_BACK.search(text):
        return Code("returning")
    if kind == "D":
        if _COLLECT.search(text):
            return _PICKUP
        return _DONE if _DELIVERED.match(text) else None
    if kind == "X":
        if _TRY.search(text):
            return _TRIED
        return _MOVING if _CALM.search(text) else Code("exception")
    return TYPES.get(kind)
