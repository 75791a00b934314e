"""`celery -A storefront.running.celery_app worker`: the standalone shop's Celery app, by its `SHOP_*` environment."""

from __future__ import annotations

from storefront.mount import wiring
from storefront.running.broker import celery_for
from storefront.standalone.app import create_app

celery = celery_for(create_app(), wiring.PERIODIC)
