"""What an audience may not see is out of the records before anything else looks: every field of every kind, filled with a canary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from continuity import audience as filters
from continuity.adapters.build import build_site, read_folder
from continuity.audience import WITHHELD_TEXT, for_audience
from continuity.load import load
from continuity.model.base import Link, Part, Record, Ref, references
from continuity.model.directory import ContactPoint
from continuity.model.kinds import KINDS
from continuity.model.portfolio import Portfolio
from continuity.model.values import Visibility
from filled import Filler
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from search_engine import ask, written

SECRET = "canary"
NUMBER = "+44 7700 900999"


@cache
def _files(said: str | None) -> dict[str, str]:
    """Open records ``one`` and ``two`` whose pieces that can be closed hold the canary, and closed records ``canary`` full of it.

    ``said`` is what those pieces say of who may see them; None says nothing, which is the organisation's default: internal.
    """
    filler = Filler(("one", "two", "canary"), lambda _, __: "")

    def closed(cls: type[Part]) -> bool:
        return "visibility" in cls.model_fields and not issubclass(cls, Record) and not (said is None and issubclass(cls, Link))

    def say(cls: type[Part], name: str) -> str:
        inside = filler.ident == "canary" or any(closed(piece) for piece in filler.inside)
        return f"the {SECRET} of {name}" if inside else f"Words of {name}"

    def visibility(cls: type[Part]) -> str | None:
        if issubclass(cls, Record):
            return "restricted" if filler.ident == "canary" else "public"
        return said if closed(cls) else "public"

    filler.say, filler.visibility = say, visibility
    files = filler.plans()
    number, hidden = "+44 7700 900123", {"one", "two", "canary"} if closed(ContactPoint) else {"canary"}

    def of(path: str) -> str:
        return path.rpartition("/")[2].removesuffix(".yaml")

    return {path: text.replace(number, NUMBER) if of(path) in hidden else text for path, text in files.items()}


@cache
def _portfolio(said: str | None) -> Portfolio:
    loaded = load((path, text.encode()) for path, text in _files(said).items())
    assert loaded.findings == ()
    return loaded.portfolio


def _sings(text: str) -> bool:
    return SECRET in text.lower() or "900999" in text


WITHHELD = [("restricted", "public"), ("restricted", "internal"), ("internal", "public"), (None, "public")]


@pytest.mark.parametrize(("said", "audience"), WITHHELD)
def test_no_record_holds_what_may_not_be_seen(said: str | None, audience: str) -> None:
    seen = for_audience(_portfolio(said), Visibility(audience))
    for record in seen:
        wrong = [name for name in type(record).model_fields if _sings(repr(getattr(record, name)))]
        assert not wrong, (record.ref, [getattr(record, name) for name in wrong])
    assert not _sings(repr(seen.records))


@pytest.mark.parametrize(("said", "audience"), WITHHELD)
def test_no_page_and_no_search_entry_holds_it(said: str | None, audience: str, tmp_path: Path) -> None:
    files = ((path, text.encode()) for path, text in _files(said).items())
    now = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    built = build_site(files, as_of=dt.date(2026, 11, 23), now=now, audience=audience, fail_on="never")
    assert built.site is not None
    assert len(built.site.pages) > 50
    for page in built.site.pages:
        assert not _sings(repr(page)), [line for line in repr(page).split("\\n") if _sings(line)][:5] or page.path
    for asset in built.site.assets:
        assert not _sings(asset.path + asset.content.decode("utf-8", "replace")), asset.path
    # Search data spells words in pieces, so search itself is asked as well.
    search = [asset for asset in built.site.assets if "/search/" in asset.path]
    assert not _sings(repr(ask(written(search, tmp_path), [SECRET, f"the {SECRET} of do", "900999"])))


@pytest.mark.parametrize("said", ["restricted", None])
def test_who_may_see_everything_sees_the_very_same(said: str | None) -> None:
    portfolio = _portfolio(said)
    assert for_audience(portfolio, Visibility.RESTRICTED) is portfolio
    assert _sings(repr(portfolio.records)), "a canary that is nowhere proves nothing"


def test_what_is_open_is_untouched() -> None:
    """Nothing is taken from those who may see it: with all open but the closed records, only references to these change."""
    files = Filler(("one", "two"), lambda _, name: f"Words of {name}", lambda _: "public").plans()
    portfolio = load((path, text.encode()) for path, text in files.items()).portfolio
    seen = for_audience(portfolio, Visibility.PUBLIC)
    assert seen.records == portfolio.records


def _read(**files: str) -> Portfolio:
    loaded = load((f"{name.replace('__', '/').replace('_', '-')}.yaml", text.encode()) for name, text in files.items())
    assert [found for found in loaded.findings if not found.rule.waivable] == []
    return loaded.portfolio


def test_a_closed_record_leaves_a_nameless_reference_that_says_whom_to_ask() -> None:
    portfolio = _read(
        services__one="name: One\ndepends_on: [{resource: safe-key}]\n",
        resources__safe_key="name: Key\ntype: break-glass\nvisibility: restricted\nholders: [{team: crew}, {role: keeper}]\n",
        roles__keeper="name: Keeper\n",
        teams__crew="name: Crew\n",
    )
    seen = for_audience(portfolio, Visibility.INTERNAL)
    (left,) = seen.services["one"].depends_on[0].targets
    assert left.kind == "resource" and "safe" not in left.id and "key" not in left.id
    assert seen.get(left) is None
    assert seen.withheld[left] == Ref("role", "keeper")


def test_an_old_name_of_a_closed_record_is_gone_with_it() -> None:
    portfolio = _read(
        services__one="name: One\nowner: {person: old-name}\n",
        people__new_name="name: N\naliases: [old-name]\nvisibility: restricted\n",
    )
    seen = for_audience(portfolio, Visibility.INTERNAL)
    assert "name" not in str(seen.services["one"].owner.ref if seen.services["one"].owner else "")
    assert not seen.alias_ids


def test_a_text_that_must_be_there_is_replaced_and_one_that_may_be_missing_goes() -> None:
    portfolio = _read(
        runbooks__one="title: One\nsummary: {text: s, visibility: restricted}\nsteps:\n  - do: {text: d, visibility: restricted}\n    why: w\n"
    )
    runbook = for_audience(portfolio, Visibility.INTERNAL).runbooks["one"]
    assert runbook.summary is None
    assert str(runbook.steps[0].do) == WITHHELD_TEXT
    assert str(runbook.steps[0].why) == "w"


def test_the_organisation_says_what_is_said_of_nothing() -> None:
    open_house = _read(
        organisation="name: O\ndefault_visibility: public\n", services__one="name: One\ndescription: d\n", people__ann="name: Ann\n"
    )
    assert for_audience(open_house, Visibility.PUBLIC).services["one"].description is not None
    assert "ann" in for_audience(open_house, Visibility.PUBLIC).people
    closed = _read(
        organisation="name: O\ndefault_visibility: restricted\n", services__one="name: One\ndescription: d\n", people__ann="name: Ann\n"
    )
    seen = for_audience(closed, Visibility.INTERNAL)
    assert seen.services["one"].description is None
    assert not seen.people
    assert seen.services["one"].name == "One"


@given(
    st.dictionaries(
        st.sampled_from(sorted(kind.name for kind in KINDS.values() if kind.folder)), st.sampled_from(list(Visibility)), max_size=8
    )
)
def test_a_less_open_audience_never_sees_less(said: dict[str, Visibility]) -> None:
    files = {}
    base = Filler(("one",), lambda _, name: f"Words of {name}")
    base.visibility = lambda cls: said[cls.kind].value if issubclass(cls, Record) and cls.kind in said else None
    files = base.plans()
    portfolio = load((path, text.encode()) for path, text in files.items()).portfolio
    counts = [sum(map(len, for_audience(portfolio, audience).records.values())) for audience in Visibility]
    assert counts == sorted(counts)
    assert counts[-1] == len(files)


def _pieces() -> set[type[Part]]:
    found, waiting = set(), [Part]
    while waiting:
        waiting += (more := waiting.pop().__subclasses__())
        found |= set(more)
    return found


def test_every_piece_that_says_who_may_see_it_is_looked_for() -> None:
    says = {piece for piece in _pieces() if "visibility" in piece.model_fields and not issubclass(piece, Record)}
    assert says == set(filters._GUARDED_PIECES)


def _all_references(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Ref]]:
    """The same by looking everywhere."""
    if isinstance(value, Ref):
        return [(path, value)]
    inner: list[tuple[str | int, object]] = []
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        inner = [(fields[name].alias or name, getattr(value, name)) for name in fields if name in value.model_fields_set]
    elif isinstance(value, tuple):
        inner = list(enumerate(value))
    elif isinstance(value, Mapping):
        inner = [(str(key), item) for key, item in value.items()]
    return [found for key, item in inner for found in _all_references(item, (*path, key))]


def test_no_reference_of_a_record_is_overlooked() -> None:
    portfolio = load(read_folder(Path(__file__).parents[2] / "plans")).portfolio
    filled = list(_portfolio(None))
    found = [list(references(record)) for record in (*portfolio, *filled)]
    assert found == [_all_references(record) for record in (*portfolio, *filled)]
    assert sum(len(refs) for refs in found) > 1000
