from pathlib import Path

from dashboard.place import folder


def test_an_argument_after_the_script_wins_over_the_environment(tmp_path):
    assert folder(["some/where/app.py", str(tmp_path)], {"BOTHWAYS_WORKSPACE": "elsewhere"}) == tmp_path


def test_the_environment_names_the_folder_where_no_argument_does(tmp_path):
    assert folder(["app.py"], {"BOTHWAYS_WORKSPACE": str(tmp_path)}) == tmp_path


def test_arguments_of_another_program_are_not_ours(tmp_path):
    assert folder(["pytest", "-q"], {"BOTHWAYS_WORKSPACE": str(tmp_path)}) == tmp_path


def test_without_either_it_is_the_current_folder():
    assert folder([], {}) == Path.cwd()
