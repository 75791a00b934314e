"""What a verdict needs and says, and what is looked at before it."""

from fulfilment.quality.domain.plan import Found, Point, found_at, may_pass, parse_plan, written
from fulfilment.quality.domain.verdicts import checked, sentence

__all__ = ["Found", "Point", "checked", "found_at", "may_pass", "parse_plan", "sentence", "written"]
