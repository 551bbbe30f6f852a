"""Generated calibrations."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.calibration.calibration import Calibration, LawfulRun, UselessRun
from conformance.calibration.matrix import Cause, Consequence, Kill, Place, Result
from conformance.outcome import Outcome, Verdict

texts = st.text(max_size=8)
names = st.lists(texts, max_size=2).map(tuple)
digests = st.from_regex(r"\Asha256:[0-9a-f]{64}\Z")
consequences = st.builds(Consequence, texts, st.sampled_from(Outcome), st.sampled_from(Cause))
kills = st.builds(
    Kill,
    requirement=texts,
    saboteur=texts,
    place=st.sampled_from(Place),
    result=st.sampled_from(Result),
    outcome=st.sampled_from(Outcome),
    reason=st.none() | texts,
    others=st.lists(consequences, max_size=2).map(tuple),
)
lawful = st.builds(LawfulRun, texts, texts, names, names, names)
useless = st.builds(UselessRun, texts, st.sampled_from(Verdict), names, names)
calibrations = st.builds(
    Calibration,
    suite_version=texts,
    catalogue_digest=digests,
    spec_digest=digests,
    whole=st.booleans(),
    kills=st.lists(kills, max_size=3).map(tuple),
    lawful=st.lists(lawful, max_size=2).map(tuple),
    useless=st.lists(useless, max_size=2).map(tuple),
)
