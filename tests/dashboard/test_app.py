"""Every page as Streamlit runs it, without a browser."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from graph.workspace import Workspace
from ingest.load import LoadOptions, load

PAGES = {
    "overview": "Where are we closed?",
    "bridges": "Who carries knowledge across today?",
    "links": "Which links would open it?",
}


@pytest.fixture
def app(root, monkeypatch):
    """Opens the app on a workspace."""

    def opened(workspace: Path, page: str = "overview") -> AppTest:
        monkeypatch.setenv("BOTHWAYS_WORKSPACE", str(workspace))
        test = AppTest.from_file(root / "dashboard" / "app.py", default_timeout=60).run()
        return test if page == "overview" else test.switch_page(f"screens/{page}.py").run()

    return opened


@pytest.fixture
def workspace(small_workspace, tmp_path):
    """A copy of the workspace that a test may change."""
    return Path(shutil.copytree(small_workspace, tmp_path / "small"))


def html(test):
    return " ".join(element.body for element in test.get("html"))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_its_question_and_an_answer(app, small_workspace, page):
    test = app(small_workspace, page)
    assert not test.exception
    assert test.title[0].value == PAGES[page]
    assert 'data-testid="verdict"' in html(test)


@pytest.mark.parametrize("page", PAGES)
def test_a_failed_audit_stands_above_every_page_and_a_passed_one_does_not(app, workspace, page):
    assert 'role="alert"' not in html(app(workspace, page))
    file = next(workspace.glob("runs/*/audit.json"))
    audit = json.loads(file.read_text(encoding="utf-8"))
    checks = [{"name": "nobody has <more> links than room", "holds": False, "broken_by": 1}]
    file.write_text(json.dumps(audit | {"passed": False, "checks": checks}), encoding="utf-8")
    manifest = file.with_name("manifest.json")
    os.utime(manifest, ns=(manifest.stat().st_mtime_ns + 10**9,) * 2)  # pages look at the run again
    said = html(app(workspace, page))
    assert 'role="alert"' in said
    assert "The audit FAILED, do not use these links." in said
    assert "nobody has &lt;more&gt; links than room" in said


def test_the_overview_shows_four_figures_and_the_widest_gap(app, small_workspace):
    test = app(small_workspace)
    assert [metric.value for metric in test.metric][:4] == ["3", "1", "+0.57", "26"]
    assert test.selectbox[0].value == "Market/Sales – Product/Research"
    assert "Sales – Research: 6 ties where 24 are expected" in html(test)


def test_another_pair_and_another_line_can_be_chosen(app, small_workspace):
    test = app(small_workspace)
    test.selectbox[0].select("Operations/Logistics – Product/Design").run()
    assert "Logistics – Design: 0 ties" in html(test)
    test.button_group[0].set_value("level").run()
    assert not test.exception
    assert test.selectbox[0].value == "Level 1 – Level 2"


def test_links_are_filtered_and_paged(app, small_workspace):
    test = app(small_workspace, "links")
    assert html(test).count("<article") == 20
    test.multiselect[0].select("Market/Support").run()
    assert "28" in html(test)
    assert 0 < html(test).count("<article") < 20
    assert not test.exception


def test_the_second_page_holds_the_rest(app, small_workspace):
    test = app(small_workspace, "links")
    test.session_state["link_page"] = 2
    assert html(test.run()).count("<article") == 8


def test_a_folder_without_a_run_says_what_to_type(app, tmp_path):
    for page in PAGES:
        test = app(tmp_path, page)
        assert not test.exception
        assert "There is no run to show yet." in html(test)
        assert any("bothways demo" in code.value for code in test.code)


def test_settings_that_are_wrong_are_named_and_not_thrown(app, workspace):
    (workspace / "bothways.toml").write_text("min_group = 2\n")
    test = app(workspace)
    assert not test.exception
    assert "min_group" in html(test)
    assert "bothways.toml" in html(test)


def test_a_damaged_run_is_named_and_not_thrown(app, workspace, made):
    (workspace / "runs" / made.RUN / "gaps.parquet").unlink()
    test = app(workspace)
    assert not test.exception
    assert "the run has no table gaps" in html(test).lower()


def test_a_higher_floor_from_the_settings_hides_more(app, workspace):
    (workspace / "bothways.toml").write_text("min_group = 12\n")
    test = app(workspace)
    assert not test.exception
    assert "Every pair of units is hidden: one of the two has under 12 people." in html(test)


def test_a_demo_says_that_it_is_one(app, workspace):
    (workspace / "bothways.toml").write_text('demo = "organisation"\n')
    assert "made-up organisation" in app(workspace).info[0].value
    (workspace / "bothways.toml").write_text('demo = "lazega"\n')
    assert "published data set" in app(workspace).info[0].value


def test_what_was_ingested_is_on_an_open_page_with_its_next_look(app, workspace, results, write):
    test = app(workspace, "links")
    assert "State" not in html(test)
    first = results.table("links").to_pylist()[0]
    load(Workspace(workspace), [write("answers.csv", f"link,event\n{first['link']},met\n")], LoadOptions())
    assert "<b>State:</b> met" in html(test.run())
    out = write("people.csv", f"person,opt_out\n{first['a']},yes\n")
    load(Workspace(workspace), [out], LoadOptions())
    assert "<b>State:</b> met" not in html(test.run())


def test_a_newer_run_is_announced_and_shown_when_asked_for(app, workspace, made):
    test = app(workspace)
    assert not test.warning
    made.write_run(workspace / "runs", run="newer")
    test.run()
    assert "A newer run is there (newer)" in test.warning[0].value
    assert made.RUN in html(test)
    next(button for button in test.button if button.label == "Show the newer run").click().run()
    assert not test.warning
    assert "newer" in html(test)


def test_a_run_that_was_taken_away_gives_way_to_the_latest(app, workspace, made):
    test = app(workspace)
    made.write_run(workspace / "runs", run="newer")
    shutil.rmtree(workspace / "runs" / made.RUN)
    made_again = test.run()
    assert not made_again.exception
    assert 'data-testid="verdict"' in html(made_again)


@pytest.mark.parametrize("page", PAGES)
def test_without_units_skills_or_links_every_page_still_answers(app, workspace, made, page):
    folder = workspace / "runs" / made.RUN
    for name in ("gaps", "units", "bridges", "links", "evidence", "effect"):
        pq.write_table(pq.read_table(folder / f"{name}.parquet").slice(0, 0), folder / f"{name}.parquet")
    test = app(workspace, page)
    assert not test.exception
    assert 'data-testid="verdict"' in html(test)


def test_who_opted_out_is_on_no_page(app, small_workspace, results, made):
    people = results.table("people").to_pylist()
    name = next(row["name"] for row in people if row["person"] == made.OPTED_OUT)
    for page in PAGES:
        test = app(small_workspace, page)
        drawn = html(test) + str([frame.value for frame in test.dataframe])
        assert name not in drawn
        assert made.OPTED_OUT not in drawn
