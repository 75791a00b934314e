"""The club's own tables."""

from __future__ import annotations

from datetime import date

from flask_login import LoginManager, UserMixin
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from werkzeug.security import check_password_hash, generate_password_hash


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)
migrate = Migrate()
login = LoginManager()
login.login_view = "pages.sign_in"


class Member(UserMixin, db.Model):  # type: ignore[name-defined,misc]
    __tablename__ = "member"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password: Mapped[str]
    trips: Mapped[list[Trip]] = relationship(back_populates="leader")

    @staticmethod
    def new(email: str, name: str, password: str) -> Member:
        return Member(email=email, name=name, password=generate_password_hash(password))

    def knows(self, password: str) -> bool:
        return check_password_hash(self.password, password)


class Trip(db.Model):  # type: ignore[name-defined,misc]
    __tablename__ = "trip"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    where: Mapped[str]
    leader_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    leader: Mapped[Member] = relationship(back_populates="trips")


@login.user_loader
def load(member_id: str) -> Member | None:
    return db.session.get(Member, int(member_id))
