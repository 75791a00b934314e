"""UPS: OAuth, tracking, Track Alert v2, rating, shipping, void, label recovery.

Wire facts from UPS's own OpenAPI documents (https://github.com/UPS-API/api-documentation).
"""

from __future__ import annotations

from carriers.plugin import Plugin
from carriers.ups.adapter import UPS

plugin = Plugin(code="ups", name="UPS", make=UPS)
