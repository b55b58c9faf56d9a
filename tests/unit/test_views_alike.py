"""What a service's page says of scenarios, each with those that say the same."""

from __future__ import annotations

import datetime as dt
import re

from continuity.adapters.build import build_site

PLANS = {
    "organisation.yaml": "name: Example Bakery\ntime_zone: Europe/London\n",
    "sites/mill.yaml": "name: Mill\n",
    "sites/shop.yaml": "name: Shop\n",
    "services/orders.yaml": "name: Order book\nobjectives: {rto: 4h, detect: 5m, invoke: 10m}\nsites: [{site: mill, use: primary}]\n"
    "strategies: [{scenario: flood, approach: warm-standby, activates_in: 30m}]\n",
    "scenarios/fire.yaml": "name: Fire in the mill\nloss_class: facility\nloses: [{site: mill}]\n",
    "scenarios/strike.yaml": "name: Strike at the mill\nloss_class: facility\nloses: [{site: mill}]\n",
    "scenarios/flood.yaml": "name: Flood in the mill\nloss_class: facility\nloses: [{site: mill}]\n",
}


def test_scenarios_that_say_the_same_share_a_row_and_others_have_their_own() -> None:
    files = [(path, text.encode()) for path, text in PLANS.items()]
    built = build_site(
        files, as_of=dt.date(2026, 11, 23), now=dt.datetime(2026, 11, 23, tzinfo=dt.UTC), audience="internal", fail_on="never"
    )
    assert built.site is not None
    html = next(page.html for page in built.site.pages if page.path == "services/orders.html")
    section = re.search(r"aria-labelledby=capability>.*?</section>", html, re.DOTALL)
    assert section is not None
    rows = re.findall(r"<tr><th>(.*?)<td", section[0])
    named = [sorted(re.findall(r">([^<]+)</a>", row)) for row in rows]
    assert sorted(named) == [["Fire in the mill", "Strike at the mill"], ["Flood in the mill"]]
