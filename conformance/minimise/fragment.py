"""How a text that is no JSON, but looks like some, is made smaller by draws."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from conformance.minimise.draws import Draws
from conformance.minimise.values import has_placeholder, text

TOKENS = re.compile(r'(?s)"(?:[^"\\]|\\.)*"?|\s+|[{}\[\]:,]|[^\s{}\[\]:,"]+')
OPENING, CLOSING = ("{", "["), ("}", "]")


class Fragment:
    """Draws fragments with fewer members and shorter texts.

    The contract's `names` of members stay as they are; a value of one of its `enumerations` may
    become an earlier one.
    """

    def __init__(self, names: Collection[str], enumerations: Iterable[Sequence[str]]) -> None:
        self._names = names
        self._choices = {value: choices for choices in enumerations for value in choices}

    def draw(self, draws: Draws, original: str) -> str:
        tokens = TOKENS.findall(original)
        with draws.part() as spacing:
            pass
        if not spacing:
            tokens = [token for token in tokens if not token.isspace()]
        return self._items(draws, tokens)

    def _items(self, draws: Draws, tokens: Sequence[str]) -> str:
        kept = []
        for item in _split(tokens):
            if any(map(has_placeholder, item)):
                # Its name stays as well: by `conformance_run`, an operator finds what we sent.
                kept.append(self._item(draws, item, named=True))
                continue
            with draws.part() as stays:
                smaller = self._item(draws, item)
            if stays:
                kept.append(smaller)
        return ",".join(kept)

    def _item(self, draws: Draws, tokens: Sequence[str], *, named: bool = False) -> str:
        made = ""
        position = 0
        while position < len(tokens):
            token = tokens[position]
            position += 1
            is_name = named and tokens[position : position + 1] == [":"]
            made += token if is_name else self._token(draws, token)
            if token in OPENING:
                end = position + _length(tokens[position:])
                made += self._items(draws, tokens[position:end])
                position = end
        return made

    def _token(self, draws: Draws, token: str) -> str:
        if not token.startswith('"') or token.strip('"') in self._names:
            return token
        closed = len(token) > 1 and token.endswith('"') and not token.endswith('\\"')
        inside = token[1:-1] if closed else token[1:]
        if inside in self._choices:
            choices = self._choices[inside]
            inside = choices[draws.up_to(choices.index(inside))]
        else:
            inside = text(draws, inside)
        return f'"{inside}"' if closed else f'"{inside}'


def _split(tokens: Sequence[str]) -> list[list[str]]:
    """What stands between the commas that are in no brackets."""
    items: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token in OPENING) - (token in CLOSING)
        if token == "," and depth <= 0:  # noqa: S105 - of JSON, not of access
            items.append([])
        else:
            items[-1].append(token)
    return items


def _length(tokens: Sequence[str]) -> int:
    """How many tokens come before the bracket that closes, or all if there is none."""
    depth = 1
    for position, token in enumerate(tokens):
        depth += (token in OPENING) - (token in CLOSING)
        if depth == 0:
            return position
    return len(tokens)
