"""What a vendor, or somebody without its key, may change in a certificate."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from conformance.certificate.archive import pack
from conformance.certificate.compression import compress
from conformance.certificate.envelope import canonical, signed

from .making import Made, payload

Statements = dict[str, Any]


def predicate(name: str, value: Any) -> Callable[[Made], bytes]:
    """A member of our predicate changed, and signed by the vendor."""

    def change(statements: Statements) -> None:
        statements["conformance"]["predicate"][name] = value

    return lambda made: made.sealed({}, change=change)


def suite(name: str, value: str) -> Callable[[Made], bytes]:
    def change(statements: Statements) -> None:
        statements["conformance"]["predicate"]["suite"][name] = value

    return lambda made: made.sealed({}, change=change)


def result(value: str) -> Callable[[Made], bytes]:
    def change(statements: Statements) -> None:
        statements["test-result"]["predicate"]["result"] = value

    return lambda made: made.sealed({}, change=change)


def passed_too(statements: Statements) -> None:
    told = statements["conformance"]["predicate"]
    statements["test-result"]["predicate"]["passedTests"].append(told["notApplicable"].pop())


def with_artefact(statements: Statements) -> None:
    digest = {"sha256": "0" * 64}
    statements["conformance"]["subject"].append({"name": "acme-1.0", "digest": digest})


def part(name: str, change: Callable[[bytes], bytes]) -> Callable[[Made], bytes]:
    return lambda made: made.sealed({name: change(made.parts[name])})


def told(change: Callable[[Any], None], name: str) -> Callable[[Made], bytes]:
    """A JSON part changed, its form kept, and signed by the vendor."""

    def changed(made: Made) -> bytes:
        value = made.json(name)
        change(value)
        return made.sealed({name: canonical(value)})

    return changed


def envelope(change: Callable[[Any], None]) -> Callable[[Made], bytes]:
    def changed(made: Made) -> bytes:
        value = made.json("conformance.dsse.json")
        change(value)
        return made.with_part("conformance.dsse.json", canonical(value))

    return changed


def swapped(made: Made) -> bytes:
    one, other = "conformance", "test-result"
    names = {f"{one}.{end}": f"{other}.{end}" for end in ("dsse.json", "predicate.json")}
    names |= {new: old for old, new in names.items()}
    return pack({names.get(name, name): content for name, content in made.parts.items()})


def of_another_type(made: Made) -> bytes:
    statement = json.loads(payload(made.parts["conformance.dsse.json"]))
    statement["predicateType"] = "https://in-toto.io/attestation/vsa/v1"
    return made.with_part("conformance.dsse.json", signed(statement, made.signer))


def no_statement(made: Made) -> bytes:
    return made.with_part("conformance.dsse.json", signed({"predicate": []}, made.signer))


def no_statement_at_all(made: Made) -> bytes:
    return made.with_part("conformance.dsse.json", b"[]\n")


def attempt(**said: Any) -> Callable[[Made], bytes]:
    def change(statements: Statements) -> None:
        statements["conformance"]["predicate"]["attempts"][0] |= said

    return lambda made: made.sealed({}, change=change)


def after_a_success(made: Made) -> bytes:
    """The same transcript as an earlier attempt."""
    return made.remade(
        transcripts=(made.recorded, made.recorded), verdicts=made.evidence.verdicts * 2
    )


def one_attempt_hidden(made: Made) -> bytes:
    def change(statements: Statements) -> None:
        attempts = statements["conformance"]["predicate"]["attempts"]
        attempts.insert(0, {**attempts[0], "verdict": "incomplete"})

    return made.sealed({}, change=change)


def a_later_attempt_alone(made: Made) -> bytes:
    return made.sealed({"attempts/2.jsonl.gz": compress(made.recorded)})


def two_servers(made: Made) -> bytes:
    samples = made.json("identity.json")
    samples[1]["certificate"] = "sha256:" + "0" * 64
    return made.sealed({"identity.json": canonical(samples)})


def few_samples(made: Made) -> bytes:
    return made.sealed({"identity.json": canonical(made.json("identity.json")[:1])})


def other_software(made: Made) -> bytes:
    samples = [{**one, "software": {"server": "x"}} for one in made.json("identity.json")]
    return made.sealed({"identity.json": canonical(samples)})


def other_mark(value: Any) -> None:
    value["payloadType"] = "text/plain"


def second_signature(value: Any) -> None:
    value["signatures"] *= 2


def no_signature(value: Any) -> None:
    value["signatures"] = []


def padded(value: Any) -> None:
    value["payload"] = value["payload"].rstrip("=") + "===="


def more(value: Any) -> None:
    value["more"] = 1
