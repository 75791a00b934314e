"""The seller's pages: one folder a noun, one read model a page."""

from __future__ import annotations

from flask import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = ()
