"""The club's own pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_login import current_user, login_required, login_user, logout_user
from sqlalchemy import select

from club.models import Member, Trip, db

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> str:
    return render_template("home.html", trips=db.session.scalars(select(Trip).order_by(Trip.day)).all())


@blueprint.get("/members")
@login_required
def members() -> str:
    return render_template("members.html", members=db.session.scalars(select(Member).order_by(Member.name)).all())


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Any:
    wrong = False
    if request.method == "POST":
        member = db.session.scalar(select(Member).where(Member.email == request.form.get("email", "")))
        if member is not None and member.knows(request.form.get("password", "")):
            login_user(member)
            return redirect(url_for("pages.home"))
        wrong = True
    return render_template("sign_in.html", wrong=wrong)


@blueprint.post("/sign-out")
def sign_out() -> Any:
    if current_user.is_authenticated:
        logout_user()
    return redirect(url_for("pages.home"))


def not_found(_error: Exception) -> tuple[str, int]:
    return render_template("not_found.html"), 404


def sign(response: Response) -> Response:
    response.headers["X-Club"] = "Havkajak"
    return response
