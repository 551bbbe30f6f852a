"""What holds of any document: the contract is changed at random places."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conformance.drift import FORMATS
from conformance.drift.as_json import schema
from conformance.drift.differing import Difference, Effect
from conformance.drift.drift import drift
from conformance.drift.reach import kept
from conformance.loading import load_contract
from conformance.resources import SPEC

from .builders import at, contract, differences

OURS = load_contract(SPEC)
# Documents are large: to look for smaller ones takes minutes.
FEW = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
)


def places(value: Any, pointer: str = "") -> Iterator[str]:
    """The pointers to everything in a document."""
    yield pointer
    pairs: Any = value.items() if isinstance(value, dict) else ()
    for key, each in enumerate(value) if isinstance(value, list) else pairs:
        yield from places(each, f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}")


EVERYWHERE = [
    pointer
    for pointer in places(contract())
    if pointer and not pointer.startswith(("/components/examples", "/openapi"))
]
"""Every place but in examples, of which there are many and which make no difference."""

DESCRIPTIONS = [pointer for pointer in EVERYWHERE if pointer.endswith("/description")]
VALUES = [
    *(None, True, False, 0, 7, -1.5, "", "x", "\x1b[31m<b>`|\ud800", [], {}, [1], {"a": 1}),
    *("string", "null", ["string", "null"], {"type": "integer"}, {"$ref": "#/nowhere"}),
    *({"$ref": "#"}, {"$ref": "#/components/schemas/Error"}, ["chat_id", "tenant"]),
]


changes = st.lists(
    st.tuples(
        st.sampled_from(EVERYWHERE),
        st.sampled_from(["replace", "remove", "extra", "enum", "required", "nullable", "409"]),
        st.integers(0, len(VALUES) - 1),
    ),
    min_size=1,
    max_size=4,
)
"""Places, what is done there or which member is put there, and which value is."""


def mutated(made: list[tuple[str, str, int]]) -> dict[str, Any]:
    """The contract with something at some places put in, taken out or replaced."""
    document = contract()
    for pointer, action, index in made:
        parent, _, token = pointer.rpartition("/")
        value = copy.deepcopy(VALUES[index])
        try:
            holder = at(document, parent)
            key: Any = token.replace("~1", "/").replace("~0", "~")
            key = int(key) if isinstance(holder, list) else key
            if action == "remove":
                del holder[key]
            elif action == "replace" or not isinstance(holder[key], dict):
                holder[key] = value
            else:
                holder[key][action] = value
        except (KeyError, IndexError, TypeError, ValueError):
            # An earlier change has taken the place away.
            continue
    return document


@FEW
@given(changes)
def test_any_document_is_compared_and_told_in_every_form(made: Any) -> None:
    found = drift(OURS, mutated(made), ("v3.yaml", "x"), kept())
    value = json.loads(FORMATS["json"](found))
    Draft202012Validator(schema()).validate(value)
    assert value["counts"] == {effect.value: found.counts[effect] for effect in Effect}
    assert found.exit_code == int(value["counts"]["breaking"] > 0)
    for form in ("text", "markdown"):
        text = FORMATS[form](found)
        assert "\x1b" not in text
        assert not any("\ud800" <= character <= "\udfff" for character in text)


@FEW
@given(changes)
def test_a_document_doesn_t_differ_from_itself(made: Any) -> None:
    assert differences(mutated(made), mutated(made)) == []


def reordered(value: Any, turn: int) -> Any:
    """The same, where the members of every object are turned round by a number of places."""
    if isinstance(value, dict):
        names = list(value)
        start = turn % len(names) if names else 0
        return {name: reordered(value[name], turn) for name in names[start:] + names[:start]}
    return [reordered(each, turn) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_another_order_is_no_difference(turn: int) -> None:
    document = reordered(contract(), turn)
    # The order of these is no order.
    document["security"].reverse()
    for one in document["components"]["schemas"].values():
        one.get("required", []).reverse()
    document["components"]["schemas"]["MessageCore"]["properties"]["sender"]["enum"].reverse()
    assert differences(document) == []


@FEW
@given(st.sampled_from(DESCRIPTIONS), st.text(min_size=1))
def test_another_description_is_cosmetic(pointer: str, text: str) -> None:
    document = contract()
    at(document, pointer.rpartition("/")[0])["description"] = text
    assert {one.effect for one in differences(document)} <= {Effect.COSMETIC}


REMOVABLE = [
    *(pointer for pointer in EVERYWHERE if re.fullmatch(r"/paths/[^/]+(/(post|get))?", pointer)),
    *(pointer for pointer in EVERYWHERE if re.search(r"/(responses|content)/[^/]+$", pointer)),
    *(pointer for pointer in EVERYWHERE if re.search(r"/headers/[^/]+$", pointer)),
    *(
        pointer
        for pointer in EVERYWHERE
        if re.search(r"/(required|security|parameters)/\d+$", pointer)
    ),
    *(pointer for pointer in EVERYWHERE if re.search(r"/properties/[^/]+$", pointer)),
    *(pointer for pointer in EVERYWHERE if re.search(r"/(enum|type)/\d+$", pointer)),
    *(pointer for pointer in EVERYWHERE if re.search(r"/(min[A-Z]\w+|minimum|format)$", pointer)),
    *(pointer for pointer in EVERYWHERE if pointer.endswith(("/default", "/const", "/items"))),
]
"""Places without which the contract is still a document, which says more or less than it."""


@settings(FEW, max_examples=25)
@given(st.sampled_from(REMOVABLE))
def test_what_is_gone_is_new_the_other_way_round(pointer: str) -> None:
    document = contract()
    parent, _, token = pointer.rpartition("/")
    holder = at(document, parent)
    del holder[int(token) if isinstance(holder, list) else token.replace("~1", "/")]
    there, back = differences(document), differences(contract(), document)
    # How many forms an error may have is told once, whatever is different in them.
    turned = [(one.topic, one.change.reverse) for one in back if not _of_errors(one)]
    assert Counter((one.topic, one.change) for one in there if not _of_errors(one)) == Counter(
        turned
    )
    pointers = Counter((one.topic, one.ours, one.theirs) for one in there if not _of_errors(one))
    assert pointers == Counter(
        (one.topic, one.theirs, one.ours) for one in back if not _of_errors(one)
    )


def _of_errors(one: Difference) -> bool:
    return one.subject.startswith("answer 4")
