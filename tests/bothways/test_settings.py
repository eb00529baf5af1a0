"""Settings: which source wins, where a value comes from, what an unknown key says."""

from pathlib import Path

import pytest

from bothways.settings import SMALLEST_GROUP, Settings, keys, load, variable
from graph.errors import SettingsError
from graph.facts import BOUNDARY_KINDS, MIN_GROUP


def _toml(folder: Path, text: str) -> Path:
    (folder / "bothways.toml").write_text(text, encoding="utf-8")
    return folder


def test_without_any_source_the_defaults_of_the_definitions_hold(tmp_path: Path) -> None:
    made = load(tmp_path)
    assert (made.half_life_weeks, made.give_up, made.seed, made.links, made.min_group) == (8.0, 0.05, 0, None, 5)
    assert set(made.origins.values()) == {"default"}


def test_flags_win_over_the_environment_and_that_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _toml(tmp_path, "seed = 1\nlinks = 1\ngive_up = 0.1\n")
    monkeypatch.setenv("BOTHWAYS_SEED", "2")
    monkeypatch.setenv("BOTHWAYS_LINKS", "2")
    made = load(tmp_path, {"seed": 3, "links": None})
    assert (made.seed, made.links, made.give_up) == (3, 2, 0.1)
    places = {key: made.origins[key] for key in ("seed", "links", "give_up", "boundary")}
    assert places == {
        "seed": "--seed",
        "links": "BOTHWAYS_LINKS",
        "give_up": str(tmp_path / "bothways.toml"),
        "boundary": "default",
    }


def test_sections_merge_key_by_key_and_tables_name_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _toml(tmp_path, '[levels]\ntop = 1\n[channels]\nexclude = ["chat"]\n[channels.weights]\nmail = 2\n')
    monkeypatch.setenv("BOTHWAYS_LEVELS__ORDER", '["Analyst", "Lead"]')
    monkeypatch.setenv("BOTHWAYS_CHANNELS__WEIGHTS__MEETING", "3")
    options = load(tmp_path).run_options()
    assert options.levels.top == "1"
    assert options.levels.order == ("Analyst", "Lead")
    assert dict(options.ties.weights) == {"mail": 2.0, "meeting": 3.0}
    assert options.ties.exclude == ("chat",)


def test_flows_reach_the_run_and_what_is_not_named_is_usual(tmp_path: Path) -> None:
    flows = load(_toml(tmp_path, '[channels.flows]\nreview = "backward"\nmail = "both"\n')).run_options().ties
    # by the definitions: mail and chat forward, advice backward, meetings and what nobody knows both
    assert [flows.flow(name) for name in ("review", "mail", "chat", "advice", "meeting", "contact")] == [
        "backward", "both", "forward", "backward", "both", "both",
    ]  # fmt: skip


def test_a_date_becomes_days_since_1970(tmp_path: Path) -> None:
    # 10 days after 1 January 1970, by hand
    assert load(tmp_path, {"as_of": "1970-01-11"}).run_options().as_of == 10
    assert load(_toml(tmp_path, "as_of = 1970-01-03\n")).run_options().as_of == 2


@pytest.mark.parametrize(
    ("text", "key", "nearest"),
    [
        ("sede = 3", "sede", "seed"),
        ("[levels]\ntopp = 1", "levels.topp", "levels.top"),
        ('[channels]\nflow = "both"', "channels.flow", "channels.flows"),
    ],
)
def test_an_unknown_key_names_the_file_the_key_and_the_nearest(
    tmp_path: Path, text: str, key: str, nearest: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load(_toml(tmp_path, text))
    assert caught.value.where == str(tmp_path / "bothways.toml")
    assert caught.value.message == f"unknown setting {key}"
    assert caught.value.cure == f"did you mean {nearest}?"


def test_an_unknown_key_that_is_near_nothing_names_all_there_are(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load(_toml(tmp_path, "qqqqq = 3"))
    assert caught.value.cure == f"there are: {', '.join(keys())}"


def test_a_file_that_is_no_toml_says_which_line_to_correct(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load(_toml(tmp_path, "links = 3\nseed = = 2\n"))
    assert caught.value.cure == "correct line 2, or move the file away and run `bothways init`"


def test_an_impossible_date_says_how_dates_are_written(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, {"as_of": "31.12.2024"})
    assert str(caught.value) == "--as-of: as_of: this is no date; give the date as YYYY-MM-DD, like 2026-06-30"


def test_an_unknown_variable_names_itself_and_the_nearest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTHWAYS_SEEED", "3")
    with pytest.raises(SettingsError, match="BOTHWAYS_SEEED; did you mean BOTHWAYS_SEED"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("give_up = 0.6", "give_up"),
        ("min_group = 4", "min_group"),
        ("half_life_weeks = 0", "half_life_weeks"),
        ('boundary = "age"', "boundary"),
        ("links = 0", "links"),
        ("seed = ", "not a TOML file"),
        ('[channels.flows]\nmail = "sideways"', "channels.flows.mail"),
        ("levels = 3", "levels"),
    ],
)
def test_an_impossible_value_names_the_file_and_the_key_but_not_the_value(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(_toml(tmp_path, text))
    assert caught.value.where == str(tmp_path / "bothways.toml")
    assert said in caught.value.message
    assert "sideways" not in str(caught.value)


def test_an_impossible_flag_names_the_flag(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, {"as_of": "yesterday"})
    assert caught.value.where == "--as-of"


def test_unreadable_json_in_the_environment_is_a_settings_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOTHWAYS_LEVELS__ORDER", "Analyst, Lead")
    with pytest.raises(SettingsError) as caught:
        load(tmp_path)
    assert "BOTHWAYS_LEVELS__ORDER" in str(caught.value) or caught.value.where == "environment"


def test_every_setting_has_a_meaning_and_a_variable() -> None:
    from bothways.settings import description  # noqa: PLC0415

    assert [key for key in keys() if not description(key)] == []
    assert variable("channels.weights") == "BOTHWAYS_CHANNELS__WEIGHTS"


def test_numbers_that_stand_twice_agree_with_the_domain() -> None:
    assert SMALLEST_GROUP == MIN_GROUP
    assert set(Settings.model_fields["boundary"].annotation.__args__) == set(BOUNDARY_KINDS)


def test_what_does_not_change_a_result_is_no_run_option(tmp_path: Path) -> None:
    quiet = load(_toml(tmp_path, 'min_group = 9\nkeep_titles = true\ndemo = "lazega"\n')).run_options()
    assert quiet == Settings().run_options()


def test_an_address_with_a_password_in_it_is_refused_and_not_repeated(tmp_path: Path) -> None:
    _toml(tmp_path, '[neo4j]\nuri = "bolt://neo4j:secret-word@localhost:7687"\n')
    with pytest.raises(SettingsError, match=r"neo4j\.uri: no user and no password stand in an address") as told:
        load(tmp_path)
    assert "secret-word" not in str(told.value)


def test_a_preset_moves_the_line_only_where_it_says_so(tmp_path):
    (tmp_path / "bothways.toml").write_text('boundary = "function"\npreset = "listen-tour"\n', encoding="utf-8")
    options = load(tmp_path).run_options()
    assert (options.boundary, options.rules.preset) == ("function", "listen-tour")
    assert load(tmp_path, {"preset": "within-team"}).run_options().boundary == "level"
