"""What long work is at, and how long each stage of it took, in seconds of wall time and of this process's processor time.

Work goes through stages one after another: to begin one ends the one before. A process does one thing at a time, so there is one ``STAGES``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from continuity.adapters.progress import Bar

__all__ = ["STAGES", "Stages"]


@dataclass(frozen=True, slots=True)
class _Stage:
    name: str
    wall: float
    processor: float


class Stages:
    """The stages since ``clear``. ``tell`` is given a line when one begins, where there is somebody who waits; ``bar`` is drawn where they look on, and has
    the names of stages as well where there is no ``tell``.
    """

    def __init__(self) -> None:
        self.tell: Callable[[str], None] | None = None
        self.bar: Bar | None = None
        self._begun: list[_Stage] = []

    def clear(self) -> None:
        """Forgets all stages: new work begins."""
        self._begun = []

    def now(self, name: str) -> None:
        """Begins a stage, in words that end in nothing: ``Checking the plans``."""
        self.rest()
        if self.tell:
            self.tell(f"{name} …")
        elif self.bar:
            self.bar.begin(name)
        self._begun.append(self._mark(name))

    def rest(self) -> None:
        """Leaves the terminal to somebody who writes on it."""
        if self.bar:
            self.bar.clear()

    def come(self, done: int, total: int) -> None:
        """How far the stage has come."""
        if self.bar and self._begun:
            self.bar.show(self._begun[-1].name, done, total)

    def lines(self) -> Iterator[str]:
        """How long each stage took until now, and all of them together."""
        if not self._begun:
            return
        marks = [*self._begun, self._mark("")]
        width = max(len(mark.name) for mark in marks)
        for begun, ended in pairwise(marks):
            yield _line(begun.name.ljust(width), begun, ended)
        yield _line("In all".ljust(width), marks[0], marks[-1])

    @staticmethod
    def _mark(name: str) -> _Stage:
        return _Stage(name, time.perf_counter(), time.process_time())


def _line(name: str, begun: _Stage, ended: _Stage) -> str:
    return f"{name}  {ended.wall - begun.wall:7.2f} s, {ended.processor - begun.processor:7.2f} s of processor time"


STAGES = Stages()
