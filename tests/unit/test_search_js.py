"""The scripts of search by themselves, run by the node that Playwright's wheel brings."""

from __future__ import annotations

import subprocess
from pathlib import Path

from search_engine import node

JS = Path(__file__).parents[1] / "js"


def test_the_scripts_of_search_do_what_they_say() -> None:
    done = subprocess.run([node(), "--test", str(JS / "search.test.js")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr
