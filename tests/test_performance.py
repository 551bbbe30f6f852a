"""The page of figures says what was kept, and nothing else."""

from __future__ import annotations

from scale.performance import PAGE, page


def test_the_page_has_the_figures_that_were_kept() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: nox -s scale -- performance"
