"""Which shard a job is: what services say, and that nobody is parted by surprise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance.configuration import ConfigurationError, choose
from conformance.parallel import share_for
from conformance.share import AUTO, Share

GITLAB = {"CI_NODE_INDEX": "3", "CI_NODE_TOTAL": "4"}


@pytest.mark.parametrize(
    ("environment", "share"),
    [
        (GITLAB, Share(3, 4)),
        # A job of GitLab that is not parallel has no number.
        ({"CI_NODE_TOTAL": "1"}, Share(1, 1)),
        ({"JOB_COMPLETION_INDEX": "0", "CONFORMANCE_SHARDS": "5"}, Share(1, 5)),
        ({"JOB_COMPLETION_INDEX": "4", "CONFORMANCE_SHARDS": "5"}, Share(5, 5)),
        ({"CONFORMANCE_JOB_INDEX": "1", "CONFORMANCE_JOB_TOTAL": "2"}, Share(2, 2)),
        ({"CIRCLE_NODE_INDEX": "0", "CIRCLE_NODE_TOTAL": "1"}, Share(1, 1)),
    ],
)
def test_a_service_says_which_shard_a_job_is(environment: dict[str, str], share: Share) -> None:
    assert share_for(AUTO, environment) == share


@pytest.mark.parametrize(
    ("environment", "why"),
    [
        ({}, "no variable says which shard this is; known are CI_NODE_INDEX and CI_NODE_TOTAL"),
        ({"JOB_COMPLETION_INDEX": "0"}, "CONFORMANCE_SHARDS is not set, so nothing says how many"),
        ({**GITLAB, "CI_NODE_INDEX": "5"}, "CI_NODE_INDEX=5 and CI_NODE_TOTAL=4 can't be: there"),
        ({**GITLAB, "CI_NODE_INDEX": "x"}, "CI_NODE_INDEX must be a whole number, not 'x'"),
        ({**GITLAB, "CIRCLE_NODE_INDEX": "0"}, "CI_NODE_INDEX and CIRCLE_NODE_INDEX are both set"),
        ({"GITHUB_ACTIONS": "true"}, "GitHub Actions tells its place in the matrix to the"),
    ],
)
def test_what_is_not_clear_is_said(environment: dict[str, str], why: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^Which shard this is .*: {re.escape(why)}"):
        share_for(AUTO, environment)


def test_a_parallel_job_drives_everything_unless_it_is_asked_to_part(tmp_path: Path) -> None:
    assert choose({}, GITLAB, tmp_path).shard is None
    assert share_for(None, GITLAB) is None


def test_a_shard_is_chosen_like_any_other_option(tmp_path: Path) -> None:
    assert choose({}, {"CONFORMANCE_SHARD": "auto"}, tmp_path).shard == AUTO
    assert choose({"shard": "2/3"}, {"CONFORMANCE_SHARD": "auto"}, tmp_path).shard == Share(2, 3)
    (tmp_path / "conformance.toml").write_text('shard = "1/2"')
    assert choose({}, {}, tmp_path).shard == Share(1, 2)
    with pytest.raises(ConfigurationError, match=r"the option --shard: there is no shard 3 of 2"):
        choose({"shard": "3/2"}, {}, tmp_path)


def test_a_certificate_is_of_one_run(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"^A certification is one run: leave out the"):
        choose({"shard": "1/2", "profile": "certification"}, {}, tmp_path)
