"""What FLEET.toml asks for, and what is said of one that can't be followed."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from baselines.builders import baseline

from conformance.baseline.entry import BaselineError
from conformance.baseline.keeping import written
from conformance.certificate.claims import Implementation
from conformance.configuration import ConfigurationError
from conformance.fleet.asked import SECRETS, Asked
from conformance.fleet.reading import OPTIONS, read_fleet
from conformance.openapi import ContractError
from conformance.option import READERS
from conformance.resources import SPEC
from conformance.target import VARIABLES

TARGET = '[[target]]\nname = "acme"\nurl = "https://a.example.com"\ntoken = "ACME_TOKEN"\n'
SECRET = "Sk9LongAndSecret"


def read(directory: Path, text: str) -> tuple[Asked, ...]:
    path = directory / "FLEET.toml"
    path.write_text(text, encoding="utf-8")
    return read_fleet(path).targets


def test_what_is_said_of_a_target_goes_over_what_is_said_of_all(tmp_path: Path) -> None:
    text = f'[defaults]\nprofile = "full"\nseed = 3\nfeatures = "agent"\n{TARGET}seed = 4\n'
    [asked] = read(tmp_path, text)
    choices = asked.choices()
    assert (choices.profile, choices.seed, choices.features) == ("full", 4, ("agent",))
    assert choices.url == "https://a.example.com"
    assert asked.secrets == {"CONFORMANCE_TOKEN": "ACME_TOKEN"}


def test_every_option_can_be_said_but_what_the_fleet_decides() -> None:
    assert set(READERS) - set(OPTIONS) == {"url", "app", "report-dir", "shard"}


def test_every_secret_of_a_run_has_its_key() -> None:
    assert list(SECRETS) == ["token", "other-token", "api-key", "query-token"]
    assert set(SECRETS.values()) == set(VARIABLES.values())


def test_secrets_of_all_are_for_those_that_have_none_of_their_own(tmp_path: Path) -> None:
    text = (
        '[defaults]\ntoken = "ALL_TOKEN"\nother-token = "ALL_OTHER"\n'
        '[[target]]\nname = "a"\nurl = "https://a.example.com"\n'
        '[[target]]\nname = "b"\nurl = "https://b.example.com"\ntoken = "B_TOKEN"\n'
    )
    first, second = read(tmp_path, text)
    assert list(first.secrets.values()) == ["ALL_TOKEN", "ALL_OTHER"]
    assert list(second.secrets.values()) == ["B_TOKEN"], "another server's token is not for it"


def test_the_contents_of_files_go_along(tmp_path: Path) -> None:
    text = written(baseline()).replace("\n", "\r\n")
    (tmp_path / "known.json").write_bytes(text.encode())
    [asked] = read(tmp_path, f'{TARGET}baseline = "known.json"\nspec = "{SPEC}"\n')
    assert asked.contents == {"baseline": text, "spec": SPEC.read_text(encoding="utf-8")}
    there = tmp_path / "elsewhere"
    assert asked.choices({"baseline": there}).baseline == there


def test_what_is_wrong_with_them_is_said_before_any_run(tmp_path: Path) -> None:
    (tmp_path / "known.json").write_text("x")
    (tmp_path / "spec.yaml").write_text("openapi: 3.1.0\n")
    with pytest.raises(BaselineError, match=r"known\.json is no JSON"):
        read(tmp_path, f'{TARGET}baseline = "known.json"\n')
    with pytest.raises(ContractError, match=r"spec\.yaml"):
        read(tmp_path, f'{TARGET}spec = "spec.yaml"\n')


def test_what_a_worker_is_told_survives_the_way_there(tmp_path: Path) -> None:
    [asked] = read(tmp_path, f'{TARGET}only = ["auth"]\nversion = "1.0"\n')
    assert asked.subject == Implementation("acme", "1.0")
    again = Asked.again(json.loads(json.dumps(asdict(asked))))
    assert again == asked
    assert again.digest == asked.digest


def test_what_is_asked_has_a_digest(tmp_path: Path) -> None:
    first = read(tmp_path, TARGET)[0].digest
    assert first == read(tmp_path, TARGET)[0].digest
    assert first != read(tmp_path, f"{TARGET}seed = 1\n")[0].digest


TWICE = TARGET + TARGET.replace("acme", "ACME").replace("//a", "//b")
SAME = TARGET + TARGET.replace('"acme"', '"other"')
WRONG = {
    "no TOML": ("x", "is not valid TOML"),
    "nothing": ("", "has no target; write [[target]], and under it name, url and token"),
    "a target as text": ('target = "a"', "'target' must be a list of tables"),
    "one target": ('[target]\nname = "a"', "'target' must be a list of tables"),
    "defaults as text": (f'defaults = "a"\n{TARGET}', "'defaults' must be a table"),
    "an unknown table": (f"[default]\n{TARGET}", "unknown key 'default'; did you mean 'defaults'?"),
    "an unknown option": (f"{TARGET}profil = 1", "target 'acme' has the unknown key 'profil'; did"),
    "one of all": (f"[defaults]\nurls = 1\n{TARGET}", "[defaults] has the unknown key 'urls'"),
    "an address of all": (f'[defaults]\nurl = "x"\n{TARGET}', "has the unknown key 'url'"),
    "an app": (f'{TARGET}app = "a:b"', "has the unknown key 'app'"),
    "a bad option": (f'{TARGET}profile = "all"', "target 'acme', key 'profile': 'all' is no prof"),
    "no name": ('[[target]]\nurl = "https://a.b"', "target 1: 'name' must be letters"),
    "a path as name": (TARGET.replace("acme", "../a"), "target 1: 'name' must be letters"),
    "a hidden name": (TARGET.replace("acme", ".a"), "target 1: 'name' must be letters"),
    "a name of ours": (TARGET.replace("acme", "Register"), "the name 'Register' is taken"),
    "no address": ('[[target]]\nname = "a"', "'url' must be the server's address"),
    "a bad address": (TARGET.replace("https", "ftp"), "is no address of a server"),
    "no token": ('[[target]]\nname = "a"\nurl = "https://a.b"', "'token' is missing; give"),
    "a name twice": (TWICE, "two targets have the name 'acme'"),
    "a server twice": (SAME, "'acme' and 'other' have the same url and token"),
    "a missing file": (f'{TARGET}baseline = "none.toml"', "none.toml can't be read: No such file"),
    "what clashes": (f'{TARGET}profile = "certification"\nflows = "a"', "'acme': The profile"),
    "a subject alone": (f'{TARGET}subject = "a"', "'version' is missing"),
    "a version as number": (f"{TARGET}version = 1", "'version' must be a text"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_can_not_be_followed(tmp_path: Path, name: str) -> None:
    text, said = WRONG[name]
    with pytest.raises(ConfigurationError) as raised:
        read(tmp_path, text)
    assert said in str(raised.value)
    assert "FLEET.toml" in str(raised.value) or "none.toml" in str(raised.value)


SECRETIVE = {
    "in place of a name": TARGET.replace("ACME_TOKEN", SECRET),
    "in capitals": TARGET.replace("ACME_TOKEN", SECRET.upper()),
    "of the other agent": f'{TARGET}other-token = "{SECRET}"\n',
    "of all": f'[defaults]\napi-key = "{SECRET}"\n[[target]]\nname = "a"\nurl = "https://a.b"\n',
    "as a key of ours": f'{TARGET}CONFORMANCE_TOKEN = "{SECRET}"\n',
    "as a password": f'{TARGET}password = "{SECRET}"\n',
    "in the address": TARGET.replace("https://", f"https://user:{SECRET}@"),
    "in a query": TARGET.replace("example.com", f"example.com/?token={SECRET}"),
}


@pytest.mark.parametrize("name", [name for name in SECRETIVE if name != "in a query"])
def test_a_secret_in_the_file_is_refused_and_not_shown(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        read(tmp_path, SECRETIVE[name])
    said = str(raised.value)
    assert SECRET.lower() not in said.lower()
    assert "environment" in said or "in a file" in said or "user name" in said


def test_a_query_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="must be the server's base address alone"):
        read(tmp_path, SECRETIVE["in a query"])


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.toml can't be read: No such file"):
        read_fleet(tmp_path / "none.toml")
