"""How much processor time goes by in some rooms of ours, by looking where the program is at each tick of its clock."""

from __future__ import annotations

import signal
import time
from types import FrameType, TracebackType

__all__ = ["Within"]

_TICK = 0.002


class Within:
    """Looks as long as it is entered, in the main thread, on systems that have SIGPROF. ``seconds`` then says how much was in ``rooms`` or called by them."""

    def __init__(self, *rooms: str) -> None:
        self._rooms = tuple(f"/continuity/{room}/" for room in rooms)
        self._looked = self._there = 0
        self._begun = self._used = 0.0

    @property
    def seconds(self) -> float:
        """Processor seconds."""
        return self._used * self._there / self._looked if self._looked else 0.0

    def __enter__(self) -> Within:
        signal.signal(signal.SIGPROF, self._look)
        self._begun = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, _TICK, _TICK)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        self._used = time.process_time() - self._begun

    def _look(self, number: int, frame: FrameType | None) -> None:
        self._looked += 1
        while frame is not None:
            if any(room in frame.f_code.co_filename for room in self._rooms):
                self._there += 1
                return
            frame = frame.f_back
