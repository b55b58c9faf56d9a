"""What names a service is on its page, and on its owner's, under whichever of its names it is named."""

from __future__ import annotations

import datetime as dt

from continuity.adapters.build import build_site

PLANS = {
    "organisation.yaml": "name: Example Bakery\ntime_zone: Europe/London\n",
    "services/orders.yaml": "name: Order book\naliases: [orderbook]\nowner: shop-it\n",
    "teams/bakery-it.yaml": "name: Bakery IT\naliases: [shop-it]\ncontacts: [{duty: '+44 20 7946 0102'}]\n",
    "contact-trees/shops.yaml": "name: Shops by telephone\nservices: [orderbook]\ninitiator: bakery-it\ncalls: [{team: bakery-it}]\n",
    "continuity-plans/bakery.yaml": "title: Baking goes on\ntype: continuity\nscope: {services: [orderbook]}\n",
    "processes/sell.yaml": "name: Sell bread\nuses: [{service: orderbook}]\n",
}


def test_an_old_name_leads_as_the_new_one_does() -> None:
    files = [(path, text.encode()) for path, text in PLANS.items()]
    built = build_site(
        files, as_of=dt.date(2026, 11, 23), now=dt.datetime(2026, 11, 23, tzinfo=dt.UTC), audience="internal", fail_on="never"
    )
    assert built.site is not None
    pages = {page.path: page.html for page in built.site.pages}
    service = pages["services/orders.html"]
    assert "Shops by telephone" in service
    assert "Baking goes on" in service
    assert "Sell bread" in service
    assert "<dt>Owns<dd><a href=../services/orders.html>Order book</a>" in pages["teams/bakery-it.html"]
