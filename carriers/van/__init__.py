"""The seller's own van: a driver's app reports by a generic signed JSON webhook.

POST the JSON below with the header `X-Van-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<raw body>">`,
keyed with the shared `webhook_secret`. Several `v1=` may be given while a secret is being changed. A message older
than 5 minutes, or from the future beyond 30 seconds of clock drift, is refused. Answer 2xx means stored; send again
(same `delivery_id`, fresh signature) on anything else.

    {
      "delivery_id": "01jd…",                     unique per message; a repetition is a no-op
      "tracking_number": "VAN4K7M0Q2R9",          from the label
      "status": "out_for_delivery",               from the vocabulary of carriers.tracking.STATUSES
      "occurred_at": "2026-11-23T09:15:00+01:00", ISO 8601 with offset
      "place": "Zwolle",                          optional
      "note": "Two people, second floor"          optional
    }

Any van, cargo bike or courier that can sign JSON can use it.
"""

from __future__ import annotations

from carriers.plugin import Plugin
from carriers.van.adapter import Van

plugin = Plugin(code="van", name="Own van", make=Van)
