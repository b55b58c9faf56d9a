"""Measures ``continuity diff`` in a real repository of an invented organisation: ``python bench/diff.py [SERVICES] [CHANGED]``."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from organisation import organisation


def main() -> None:
    """A commit of everything, then a change of some services; five runs from nothing, each in a process of its own."""
    services, changed = (int(word) for word in [*sys.argv[1:], *["1000", "20"][len(sys.argv) - 1 :]])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, text in organisation(services).items():
            file = folder / "plans" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        git = ["git", "-C", name, "-c", "user.name=Bench", "-c", "user.email=bench@example.org"]
        for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
            subprocess.run([*git, *arguments], check=True)
        for file in sorted((folder / "plans" / "services").glob("*.yaml"))[:changed]:
            file.write_text(file.read_text(encoding="utf-8").replace("rto: ", "rto: 1", 1), encoding="utf-8")
        took = []
        for _ in range(5):
            start = time.perf_counter()
            command = [sys.executable, "-c", "from continuity.adapters.cli import main; main()", "diff", "HEAD", "--format", "json"]
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
            took.append(time.perf_counter() - start)
    print(f"{services} services, {changed} changed: median {statistics.median(took):.2f} s, {min(took):.2f} to {max(took):.2f} s")


if __name__ == "__main__":
    main()
