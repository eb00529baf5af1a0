from dashboard.components.frame import coded


def test_what_stands_between_backticks_becomes_code():
    assert coded("run with `--claims all`.") == "run with <code>--claims all</code>."


def test_names_cannot_become_markup():
    assert coded("<b>`<img src=x>`</b>") == "&lt;b&gt;<code>&lt;img src=x&gt;</code>&lt;/b&gt;"
