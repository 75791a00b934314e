"""The words of help and legal pages: written, looked at, published; an earlier version can be published again."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from foundation.plain.errors import DomainError, NotFound
from storefront.accounts.guard import Staff
from storefront.console.frame import MENDABLE, name_of
from storefront.console.frame import page as render
from storefront.console.settings.views import blueprint, operator
from storefront.mount import chrome
from storefront.mount.current import current_shop
from storefront.preferences import queries, service
from storefront.preferences.domain import HELP, LEGAL, TITLES, TOPICS
from storefront.preferences.markup import rendered
from storefront.preferences.shipped import shipped_words


@blueprint.get("/pages")
def pages() -> ResponseReturnValue:
    """Every page, and whose words it has."""
    operator()
    shop = current_shop()
    found = shop.read(lambda work: queries.newest(work, shop.settings.locale))
    rows = [(topic, TITLES[topic], topic in LEGAL, *found.get(topic, (None, None))) for topic in TOPICS]
    return render("shop/console/settings/pages.html", rows=rows)


@blueprint.get("/pages/<topic>")
def page_words(topic: str) -> ResponseReturnValue:
    """One page for writing; `?version=` fills the form with an earlier one."""
    operator()
    return _page(topic)


def _page(topic: str, error: DomainError | None = None) -> ResponseReturnValue:
    shop = current_shop()
    if topic not in TITLES:
        raise NotFound("There is no such page.")
    versions = shop.read(lambda work: queries.words_of(work, topic, shop.settings.locale))
    draft = next((one for one in versions if one.version == 0), None)
    past = tuple(one for one in versions if one.version > 0)
    asked = next((one for one in past if str(one.version) == request.args.get("version")), None)
    shown = asked or draft or next((one for one in past[:1] if one.body), None)
    return render(
        "shop/console/settings/page.html",
        error,
        topic=topic,
        title=TITLES[topic],
        body=request.form.get("body", "") if error else (shown.body if shown else shipped_words(topic)),
        draft=draft,
        past=past,
        asked=asked,
        public=public_address(topic),
    )


def public_address(topic: str) -> str:
    """Where shoppers read it."""
    return url_for("shop.catalogue.help_page" if topic in HELP else "shop.catalogue.legal_page", topic=topic)


@blueprint.post("/pages/<topic>")
def page_save(topic: str) -> ResponseReturnValue:
    """Keep the draft, or publish it; `do` says which."""
    who = operator()
    body, do = request.form.get("body", ""), request.form.get("do", "save")
    try:
        _keep(who, topic, "" if do == "shipped" else body, publish=do in ("publish", "shipped"))
    except MENDABLE as error:
        return _page(topic, error)
    if do == "preview":
        return redirect(url_for(".page_preview", topic=topic), 303)
    return redirect(url_for(".page_words", topic=topic, saved=do), 303)


def _keep(who: Staff, topic: str, body: str, *, publish: bool) -> None:
    shop = current_shop()
    verb = service.publish_page if publish else service.put_draft
    shop.write(lambda work: verb(work, topic, shop.settings.locale, body, name_of(who)))


@blueprint.get("/pages/<topic>/preview")
def page_preview(topic: str) -> ResponseReturnValue:
    """The draft in the shop's own frame."""
    operator()
    shop = current_shop()
    if topic not in TITLES:
        raise NotFound("There is no such page.")
    versions = shop.read(lambda work: queries.words_of(work, topic, shop.settings.locale))
    shown = next((one for one in versions if one.version == 0), None) or next(iter(versions), None)
    return render_template(
        "shop/catalogue/words.html",
        topic=topic,
        topics=HELP if topic in HELP else LEGAL,
        endpoint="help_page" if topic in HELP else "legal_page",
        words=TITLES,
        html=Markup(rendered(shown.body)) if shown else "",  # noqa: S704 - cleaned by nh3
        preview=url_for(".page_words", topic=topic),
        **chrome.around(),
    )
