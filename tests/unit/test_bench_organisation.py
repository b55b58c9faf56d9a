"""The invented organisation that benchmarks build: always the same, without faults, with reviews as real ones have them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from continuity.analysis.content import ContentState
from continuity.analysis.review_status import statuses
from continuity.findings import Severity
from continuity.load import Loaded, load

BENCH = Path(__file__).parents[2] / "bench"
SHOWN = "from organisation import organisation; import sys; sys.stdout.reconfigure(newline=''); print(*organisation(60).items(), sep='\\n')"


@pytest.fixture(scope="module")
def made() -> Loaded:
    sys.path.insert(0, str(BENCH))
    try:
        from organisation import organisation  # type: ignore[import-not-found]
    finally:
        sys.path.remove(str(BENCH))
    return load([(path, text.encode()) for path, text in organisation(60).items()])


def test_the_same_size_gives_the_same_bytes() -> None:
    sums = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", SHOWN], cwd=BENCH, env=environment, capture_output=True, check=True)
        sums.add(hashlib.sha256(done.stdout).hexdigest())
        assert len(done.stdout) > 100_000
    assert len(sums) == 1


def test_it_can_be_built(made: Loaded) -> None:
    assert not [finding for finding in made.findings if finding.level is Severity.ERROR]


def test_half_of_its_reviews_carry_fingerprints_and_some_subjects_changed_since(made: Loaded) -> None:
    from organisation import AS_OF

    reviews = made.portfolio.reviews.values()
    printed = [review for review in reviews if review.fingerprints]
    assert 0.35 < len(printed) / len(reviews) < 0.65
    assert all(review.upstream and review.owned_by for review in printed)
    states = Counter(status.content.state for status in statuses(made.portfolio, AS_OF) if status.reviews)
    assert states[ContentState.AS_REVIEWED] > 2 * states[ContentState.CHANGED] > 0
    assert states[ContentState.UNKNOWN] > 0
