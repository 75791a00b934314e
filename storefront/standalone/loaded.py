"""What makes a start short and a worker small: templates compiled once a shop, mappings made before workers fork."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.orm import configure_mappers

FIRST = ("shop/base.html", "shop/catalogue/home.html", "shop/catalogue/_parts.html")


class _Compiled(FileSystemBytecodeCache):
    """Kept by a template's name and text, and by what its compiled form takes for granted: which filters ask for the
    context."""

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        asking = sorted((n, str(getattr(f, "jinja_pass_arg", ""))) for n, f in environment.filters.items())
        return super().get_bucket(environment, name, f"{filename} {asking}", source)


def keep_compiled(app: Flask, instance: Path) -> None:
    """Templates of this app are compiled once, into a folder that only its owner writes to, unless they are kept
    elsewhere."""
    if app.jinja_env.bytecode_cache is not None:
        return
    folder = instance / "compiled"
    folder.mkdir(mode=0o700, exist_ok=True)
    app.jinja_env.bytecode_cache = _Compiled(str(folder))


def warm(app: Flask) -> None:
    """Do once, before the workers are forked, what each would do at its first request."""
    configure_mappers()
    for name in FIRST:
        app.jinja_env.get_template(name)
