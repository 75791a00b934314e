"""Tables of people. Their hours at the bench are columns of `shop_booking`: one row says unit and person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data.base import Base
from foundation.data.types import Json, Ref


class CrewMember(Base):
    """Somebody who works at `crew` by the shifts of a calendar; `exceptions` are days of their own that differ, written
    like a calendar's. `plan_version` moves whenever what they have to do or their hours change, and starts anywhere,
    as a work centre's does."""

    __tablename__ = "shop_crew_member"
    __table_args__ = (UniqueConstraint("seller_ref", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seller_ref: Mapped[str] = mapped_column(Ref)
    name: Mapped[str] = mapped_column(String(80))
    crew: Mapped[str] = mapped_column(Text)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("shop_work_calendar.id"))
    exceptions: Mapped[list[Any]] = mapped_column(Json)
    retired: Mapped[bool] = mapped_column(default=False)
    plan_version: Mapped[int]


class CrewSkill(Base):
    """What somebody is able to: the word that work centres ask for."""

    __tablename__ = "shop_crew_skill"

    member_id: Mapped[int] = mapped_column(ForeignKey(CrewMember.id), primary_key=True)
    skill: Mapped[str] = mapped_column(String(40), primary_key=True)


class CrewChange(Base):
    """What one version of somebody's plan changed: `[start, end, taken]` rows in minutes since 1970. Kept for a while;
    a version without a row is read anew."""

    __tablename__ = "shop_crew_change"

    member_id: Mapped[int] = mapped_column(ForeignKey(CrewMember.id), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    minutes: Mapped[list[Any]] = mapped_column(Json)
