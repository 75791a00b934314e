"""Read models of orders: for fulfilment, for the customer's page, for mails."""

from storefront.orders.queries.accepting import accepting
from storefront.orders.queries.book import ContactView, LineView, OrderView, order_view, under_way
from storefront.orders.queries.page import OrderPage, order_page

__all__ = ["ContactView", "LineView", "OrderPage", "OrderView", "accepting", "order_page", "order_view", "under_way"]
