"""The browser judges hours as the program does: the same words, day and minute give the same answer."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

from continuity.model.values import Hours
from search_engine import node

RUNNER = Path(__file__).parents[1] / "js" / "hours.js"


def test_the_browser_and_the_program_agree() -> None:
    chosen = random.Random(11)

    def span() -> tuple[int, int, int, int]:
        return chosen.randrange(7), chosen.randrange(7), chosen.randrange(0, 1440), chosen.randrange(1, 1441)

    asked = [
        (Hours(tuple(span() for _ in range(chosen.randrange(1, 4)))), chosen.randrange(7), chosen.randrange(1440)) for _ in range(3000)
    ]
    wanted = [hours.covers(day, minute) for hours, day, minute in asked]
    assert 500 < sum(wanted) < 2500
    questions = json.dumps([(str(hours), day, minute) for hours, day, minute in asked])
    done = subprocess.run([node(), str(RUNNER)], input=questions, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == wanted
