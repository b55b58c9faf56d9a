"""How far long work has come: drawn on a terminal, counted over both processes, and nowhere else."""

from __future__ import annotations

import io
import logging
import os

import pytest
from continuity.adapters.progress import Bar, Tally, bar_for
from continuity.adapters.stages import Stages


class Screen(io.StringIO):
    """A terminal that shows one line."""

    def isatty(self) -> bool:
        return True

    @property
    def line(self) -> str:
        return self.getvalue().rpartition("\r\x1b[K")[2]


def test_the_line_says_how_far_and_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(100))
    screen = Screen()
    bar = Bar(screen, lambda: next(seconds))
    for columns in (20, 40, 200):
        monkeypatch.setenv("COLUMNS", str(columns))
        bar.show("Writing", 1_250, 5_000)
        assert screen.line.startswith("Writing ")
        assert screen.line.endswith(" 1,250 of 5,000")
        assert len(screen.line) < max(columns, len("Writing  1,250 of 5,000") + 1)
    assert screen.line.count("█") * 3 == screen.line.count("░") == 30
    bar.show("Writing", 6_000, 5_000)
    assert "░" not in screen.line
    bar.clear()
    assert screen.line == ""


def test_it_is_drawn_no_oftener_than_it_is_read() -> None:
    screen = Screen()
    moments = iter([0.0, 0.01, 0.05, 0.2])
    bar = Bar(screen, lambda: next(moments))
    for number in range(4):
        bar.show("Writing", number, 4)
    assert screen.getvalue().count("\r") == 2


def test_what_is_logged_has_a_line_of_its_own() -> None:
    screen, logged = Screen(), logging.getLogger("continuity.test.progress")
    logged.setLevel("INFO")
    logged.propagate = False
    handler = logging.StreamHandler(screen)
    logged.handlers = [handler]
    bar = bar_for(logged.handlers, screen)
    assert bar is not None
    bar.show("Writing", 1, 2)
    logged.info("A warning")
    assert screen.line == "A warning\n"


@pytest.mark.parametrize(("stream", "term"), [(io.StringIO(), "xterm"), (Screen(), "dumb")])
def test_there_is_none_where_nobody_looks(stream: io.StringIO, term: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", term)
    assert bar_for([], stream) is None


def test_a_new_stage_takes_the_line_away() -> None:
    screen, told = Screen(), list[str]()
    stages = Stages()
    stages.bar, stages.tell = Bar(screen, lambda: 0.0), told.append
    stages.come(1, 2)
    assert screen.getvalue() == "", "nothing has begun"
    stages.now("Writing")
    stages.come(1, 2)
    assert screen.line.startswith("Writing ")
    stages.now("Resting")
    assert (screen.line, told) == ("", ["Writing …", "Resting …"])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform copies no processes")
def test_two_processes_count_together() -> None:
    tally = Tally()
    child = os.fork()
    if not child:
        found = {tally.add() for _ in range(500)}
        os._exit(found != {False})
    assert {tally.add() for _ in range(300)} == {True}
    _, status = os.waitpid(child, 0)
    assert status == 0, "the copy does not speak for both"
    assert int(tally) == 800
