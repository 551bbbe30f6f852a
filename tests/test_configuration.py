"""Which choice wins, and what is said of one that can't be followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.configuration import Choices, ConfigurationError, choose, variable
from conformance.option import READERS


def written(directory: Path, text: str, name: str = "conformance.toml") -> Path:
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return path


def test_nothing_chosen_is_the_default(tmp_path: Path) -> None:
    assert choose({}, {}, tmp_path) == Choices()


def test_every_option_is_a_field_of_the_choices() -> None:
    fields = {name.replace("_", "-") for name in Choices.__dataclass_fields__}
    assert fields == set(READERS)


def test_the_command_line_goes_over_the_environment_over_the_file(tmp_path: Path) -> None:
    written(tmp_path, 'profile = "smoke"\nseed = 1\nconcurrency = 2\n')
    environment = {"CONFORMANCE_SEED": "7", "CONFORMANCE_CONCURRENCY": "3"}
    chosen = choose({"concurrency": "5", "profile": None}, environment, tmp_path)
    assert (chosen.profile, chosen.seed, chosen.concurrency) == ("smoke", 7, 5)


def test_a_project_file_has_a_table_for_it(tmp_path: Path) -> None:
    written(tmp_path, '[tool.optimly-conformance]\nfeatures = ["agent"]\n', "pyproject.toml")
    assert choose({}, {}, tmp_path).features == ("agent",)


def test_a_project_file_without_the_table_chooses_nothing(tmp_path: Path) -> None:
    written(tmp_path, "[project]\nname = 'x'\n", "pyproject.toml")
    assert choose({}, {}, tmp_path) == Choices()


def test_a_file_of_its_own_goes_before_the_project_file(tmp_path: Path) -> None:
    written(tmp_path, "[tool.optimly-conformance]\nseed = 1\n", "pyproject.toml")
    written(tmp_path, "seed = 2\n")
    assert choose({}, {}, tmp_path).seed == 2


def test_paths_in_a_file_start_where_the_file_is(tmp_path: Path) -> None:
    path = written(tmp_path, 'spec = "theirs.yaml"\nreport-dir = "/somewhere"\n')
    chosen = choose({"config": str(path)}, {}, Path("/"))
    assert chosen.spec == tmp_path / "theirs.yaml"
    assert chosen.report_dir == Path("/somewhere")


def test_a_list_may_be_written_with_commas() -> None:
    chosen = choose({"features": "transcript, agent", "only": ("auth,LEAD-01", "lead")}, {})
    assert chosen.features == ("transcript", "agent")
    assert chosen.only == ("auth", "LEAD-01", "lead")


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("profile", "medium", "smoke, core, full, certification"),
        ("features", "transcripts", "known: transcript, agent"),
        ("allow", "everything", "known: exhaust-rate-limit"),
        ("seed", "-1", "whole number from 0"),
        ("seed", "1.5", "whole number"),
        ("concurrency", "0", "from 1 to 64"),
        ("concurrency", "many", "from 1 to 64"),
        ("timeout", "0", "above 0"),
        ("timeout", "nan", "above 0"),
        ("strict", "perhaps", "true or false"),
        ("only", " , ", "must name a requirement or a flow"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(option: str, value: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=f"the option --{option}: .*{said}"):
        choose({option: value}, {})
    with pytest.raises(ConfigurationError, match=f"the variable {variable(option)}: .*{said}"):
        choose({}, {variable(option): value})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("featurs = []", "did you mean 'features'"),
        ("quite-other = 1", "known keys: url, app, profile"),
        ('token = "abcdefghijk"', "CONFORMANCE_TOKEN"),
        ('api_key = "abcdefghijk"', "CONFORMANCE_TOKEN"),
        ("seed = true", "whole number"),
        ("seed = ", "not valid TOML"),
        ("only = [1]", "names"),
        ("url = 5", "text"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigurationError) as raised:
        choose({}, {}, tmp_path)
    assert str(path) in str(raised.value)
    assert said in str(raised.value)
    assert "abcdefghijk" not in str(raised.value)


@pytest.mark.parametrize("text", ["tool = 3", "[tool]\noptimly-conformance = 3"])
def test_a_value_where_a_project_file_needs_a_table(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text, "pyproject.toml")
    with pytest.raises(ConfigurationError, match="must be a table") as raised:
        choose({}, {}, tmp_path)
    assert str(path) in str(raised.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"absent\.toml can't be read: No such file"):
        choose({"config": str(tmp_path / "absent.toml")}, {})


def test_the_target_is_that_of_the_first_place_that_names_one(tmp_path: Path) -> None:
    written(tmp_path, 'url = "http://in.a.file"\n')
    chosen = choose({"app": "acme.main:app"}, {}, tmp_path)
    assert (chosen.url, chosen.app) == (None, "acme.main:app")
    chosen = choose({}, {"CONFORMANCE_APP": "acme.main:create()"}, tmp_path)
    assert (chosen.url, chosen.app) == (None, "acme.main:create()")
    chosen = choose({"url": "http://x"}, {"CONFORMANCE_APP": "acme.main:app"}, tmp_path)
    assert (chosen.url, chosen.app) == ("http://x", None)
    assert choose({}, {}, tmp_path).url == "http://in.a.file"


def test_two_targets_in_one_place_are_refused(tmp_path: Path) -> None:
    both = {"url": "http://x", "app": "acme.main:app"}
    variables = {variable(option): value for option, value in both.items()}
    written(tmp_path, 'url = "http://x"\napp = "acme.main:app"\n')
    for given, environment, directory, named in (
        (both, {}, Path("/"), "the URL and the option --app"),
        ({}, variables, Path("/"), "CONFORMANCE_URL and the variable CONFORMANCE_APP"),
        ({}, {}, tmp_path, "conformance.toml"),
    ):
        with pytest.raises(ConfigurationError, match="one target") as raised:
            choose(given, environment, directory)
        assert named in str(raised.value)


@pytest.mark.parametrize(
    "name", ["acme", "acme:", ":app", "acme:app(1)", "a b:app", "acme/main:app"]
)
def test_what_names_no_app_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match="module:create\\(\\)"):
        choose({"app": name}, {}, Path("/"))


def test_modules_of_flows_are_named_as_in_an_import() -> None:
    assert choose({"flows": "acme.flows, other"}, {}, Path("/")).flows == ("acme.flows", "other")
    with pytest.raises(ConfigurationError, match="as in an import"):
        choose({"flows": "acme/flows.py"}, {}, Path("/"))


def test_a_certification_has_no_flows_of_ones_own() -> None:
    with pytest.raises(ConfigurationError, match=r"leave out the flows acme\.flows"):
        choose({"flows": "acme.flows", "profile": "certification"}, {}, Path("/"))
