"""Worst data loss per loss class and consistency groups."""

from __future__ import annotations

from typing import Any

from analysis_world import TODAY, portfolio, service
from continuity.analysis.data_loss import ClassLoss, LossesIn, Unusable, consistency_groups, data_loss
from continuity.analysis.figures import Verdict
from continuity.analysis.study import Study
from continuity.model.base import Ref
from continuity.model.scenario import LossClass

MINUTE = 60
LOG = {"id": "log", "every": "15m", "takes": "5m", "offsite": "10m", "keep": "35d", "site": "south", "isolated": "true"}
REPLICA = {"id": "replica", "lag": "0", "site": "south"}


def losses(*backups: dict[str, Any], rpo: str = "0", detect: str | None = "2m") -> dict[LossClass, ClassLoss]:
    objectives = {"rpo": rpo, **({"detect": detect} if detect else {})}
    plans = portfolio(
        services={"web": {"objectives": objectives, "sites": ["north"], "backups": backups}}, sites={"north": {}, "south": {}}
    )
    return {item.loss_class: item for item in data_loss(Study(plans, TODAY), plans.services["web"]).classes}


def test_a_backup_loses_interval_run_time_and_off_site_copy() -> None:
    found = losses(LOG, rpo="30m")
    assert found[LossClass.DATA_CENTRE].loss.seconds == 30 * MINUTE and found[LossClass.DATA_CENTRE].verdict is Verdict.MEETS
    assert found[LossClass.DATA_CORRUPTION].loss.seconds == 32 * MINUTE and found[LossClass.DATA_CORRUPTION].verdict is Verdict.FALLS_SHORT
    assert losses(LOG, rpo="29m")[LossClass.INFRASTRUCTURE].verdict is Verdict.FALLS_SHORT


def test_a_replica_saves_from_loss_of_a_site_and_not_from_damage() -> None:
    found = losses(REPLICA)
    assert found[LossClass.DATA_CENTRE].loss.seconds == 0 and found[LossClass.DATA_CENTRE].verdict is Verdict.MEETS
    damage = found[LossClass.DATA_CORRUPTION]
    assert damage.everything and damage.verdict is Verdict.FALLS_SHORT and damage.copies[0].unusable is Unusable.TOO_SHORT
    both = losses(REPLICA, LOG)
    assert both[LossClass.DATA_CENTRE].loss.seconds == 0 and both[LossClass.RANSOMWARE].loss.seconds == 32 * MINUTE


def test_ransomware_needs_an_isolated_copy_and_a_site_loss_one_elsewhere() -> None:
    near = {**LOG, "site": "north", "isolated": "false"}
    found = losses(near)
    assert found[LossClass.RANSOMWARE].everything and found[LossClass.DATA_CORRUPTION].loss.seconds == 32 * MINUTE
    assert found[LossClass.FACILITY].everything and found[LossClass.FACILITY].copies[0].unusable is Unusable.SAME_SITE
    assert losses({**LOG, "keep": "1m"})[LossClass.RANSOMWARE].everything


def test_different_data_are_as_bad_as_the_worst_and_copies_of_the_same_stand_in() -> None:
    found = losses({**LOG, "id": "a", "data": "files", "every": "1d"}, {**LOG, "id": "b", "data": "db"}, {**REPLICA, "data": "db"})
    assert found[LossClass.DATA_CENTRE].loss.seconds == (24 * 60 + 15) * MINUTE


def test_what_is_not_written_is_unknown_and_named() -> None:
    assert losses()[LossClass.DATA_CENTRE].loss.missing == ((service("web"), "backups"),)
    assert losses()[LossClass.DATA_CENTRE].verdict is Verdict.UNKNOWN
    bare = losses({"id": "x", "every": "1h", "site": "south"})[LossClass.DATA_CENTRE]
    assert bare.loss.missing == ((service("web"), "backups.x.takes"), (service("web"), "backups.x.offsite"))
    nowhere = losses({**{key: value for key, value in LOG.items() if key != "site"}})[LossClass.DATA_CENTRE]
    assert nowhere.loss.missing == ((service("web"), "backups.log.site"),) and nowhere.verdict is Verdict.UNKNOWN
    late = losses(LOG, detect=None)[LossClass.DATA_CORRUPTION]
    assert late.loss.missing == ((service("web"), "objectives.detect"),)


def test_a_scenario_brings_its_own_detection_time_and_sites() -> None:
    plans = portfolio(
        services={"web": {"objectives": {"rpo": "1h", "detect": "2m"}, "sites": ["north"], "backups": [LOG]}},
        scenarios={
            "worm": {"loss_class": "ransomware", "detect": "6h"},
            "fire": {"loss_class": "data-centre", "loses": [{"site": "campus"}]},
            "strike": {"loss_class": "people"},
            "late": {"loss_class": "data-corruption", "detect": "unknown"},
        },
        sites={"north": {}, "south": {"within": "campus"}, "campus": {}},
    )
    study, web = Study(plans, TODAY), plans.services["web"]
    worm, fire, strike, late = (LossesIn(study).of(web, plans.scenarios[name]) for name in ("worm", "fire", "strike", "late"))
    assert worm is not None and worm.loss.seconds == (6 * 60 + 30) * MINUTE
    assert fire is not None and fire.everything
    assert strike is None
    assert late is not None and late.loss.missing == ((Ref("scenario", "late"), "detect"),)
    assert {item.loss_class: item.loss.seconds for item in data_loss(study, web).classes}[LossClass.RANSOMWARE] == (6 * 60 + 30) * MINUTE


def test_a_consistency_group_goes_back_to_its_oldest_point() -> None:
    plans = portfolio(
        services={
            "a": {"objectives": {"rpo": "1h"}, "sites": ["north"], "backups": [{**LOG, "restores_with": "g"}]},
            "b": {"objectives": {"rpo": "1d"}, "sites": ["north"], "backups": [{**LOG, "every": "4h", "restores_with": "g"}]},
        },
        sites={"north": {}, "south": {}},
    )
    group = consistency_groups(plans)["g"]
    assert (
        group.loss.seconds == (4 * 60 + 15) * MINUTE and group.services == (service("a"), service("b")) and group.short == (service("a"),)
    )
    classes = {item.loss_class: item for item in data_loss(Study(plans, TODAY), plans.services["a"]).classes}
    assert classes[LossClass.DATA_CENTRE].loss == group.loss
