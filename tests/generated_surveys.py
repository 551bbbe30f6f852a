"""Generated coverage, pace and remarks, with what a hostile target could put into them."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.coverage.coverage import (
    Coverage,
    MemberCoverage,
    OperationCoverage,
    StatusCoverage,
)
from conformance.pace import Latency, Moment, Pace
from conformance.remarks import RANKS, Remark


def remarks(texts: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Remark, ...] | None]:
    """A few remarks, or none because nobody looked."""
    few = st.integers(0, 9)
    one = st.builds(
        Remark,
        code=texts,
        rank=st.sampled_from(RANKS),
        field=texts,
        summary=texts,
        detail=texts,
        kinds=few,
        answers=few,
        exchange=few,
    )
    return st.none() | st.lists(one, max_size=2).map(tuple)


def paces(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Pace]:
    """One operation's latency and its limit."""
    latency = st.builds(Latency, texts, st.just(1), st.just(2.0), st.just(3.0), st.just(4.0))
    limits = texts.map(lambda text: {text: (Moment(0, 1, 2, 3),)})
    return st.builds(Pace, st.tuples(latency), limits)


def coverages(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Coverage]:
    """One operation of which something was exercised."""
    few = st.integers(0, 9)
    counts = st.dictionaries(texts, few, max_size=2)
    notes = st.none() | texts
    member = st.builds(MemberCoverage, pointer=texts, sent=few, kept=counts, broken=counts)
    status = st.builds(
        StatusCoverage, status=texts, answers=few, headers=counts, members=counts, note=notes
    )
    operation = st.builds(
        OperationCoverage,
        operation=texts,
        requests=few,
        note=notes,
        members=st.tuples(member),
        statuses=st.tuples(status),
        undocumented=counts,
    )
    return st.builds(Coverage, operations=st.tuples(operation), carriers=counts, outside=few)
