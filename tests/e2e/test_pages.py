"""Every page in a real browser: no error, no request to the outside, the sentence is there, files can be taken away."""

from __future__ import annotations

import csv
import shutil

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PAGES = {
    "": (
        "Where are we closed?",
        "3 silos: Sales – Research, Logistics – Design and Support – Platform have at most half",
    ),
    "bridges": (
        "Who carries knowledge across today?",
        "unit pairs hang on one person for a third of their ties or more",
    ),
    "links": (
        "Which links would open it?",
        "26 two-way links and 2 introductions: each side teaches and each side learns.",
    ),
}
CHARTS = '[data-testid="stEChartsChart"]'


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_and_says_its_sentence(visit, small_server, path):
    question, answer = PAGES[path]
    page = visit(small_server).open(path)
    expect(page.locator("h1")).to_have_text(question)
    expect(page.get_by_test_id("verdict")).to_contain_text(answer)


def test_every_page_fits_a_telephone(visit, small_server):
    window = visit(small_server, width=400)
    for path in PAGES:
        width = window.open(path).evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        assert width <= 400, path


def test_no_label_of_a_figure_is_cut_on_a_small_screen(visit, small_server):
    window = visit(small_server, width=1280)
    for path in ("", "links"):
        cut = window.open(path).evaluate(
            "[...document.querySelectorAll('[data-testid=stMetricLabel] *')]"
            ".filter(part => part.clientWidth && part.scrollWidth > part.clientWidth).map(part => part.innerText)"
        )
        assert cut == [], path


def test_the_pages_are_reached_from_the_side(visit, small_server):
    window = visit(small_server)
    page = window.open()
    for name, path in (("Bridges", "bridges"), ("Links", "links"), ("Overview", "")):
        page.get_by_test_id("stSidebarNav").get_by_role("link", name=name).click()
        expect(page.locator("h1")).to_have_text(PAGES[path][0])
        window.settle()


def test_a_page_that_is_the_first_a_new_server_is_asked_for_is_dressed_like_any_other(
    visit, serve, make_run, tmp_path_factory
):
    folder = tmp_path_factory.mktemp("fresh")
    make_run().write_run(folder / "runs")
    page = visit(serve(folder)).open("links")
    names = page.get_by_test_id("stSidebarNav").get_by_role("link").all_inner_texts()
    assert [name.split("\n")[-1] for name in names] == ["Overview", "Bridges", "Links"]


def test_a_click_in_the_matrix_looks_closer_and_the_address_can_be_mailed(visit, small_server):
    window = visit(small_server)
    page = window.open()
    cell = page.locator(f"{CHARTS} svg text", has_text="61%").first  # Finance and Platform: 12 of 20
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".bw-pair")).to_contain_text("Finance – Platform: 12 ties where 20 are expected")
    window.settle()
    mailed = page.url.removeprefix(small_server).lstrip("/")
    other = visit(small_server).open(mailed)
    expect(other.locator(".bw-pair")).to_contain_text("Finance – Platform")


def test_hidden_cells_say_why_and_no_number(visit, small_server):
    page = visit(small_server).open()
    expect(page.locator(".bw-legend")).to_contain_text("hidden: a group under 5 people")
    expect(page.locator(f"{CHARTS} svg text", has_text="Archive").first).to_be_visible()
    texts = " ".join(page.locator(CHARTS).first.locator("svg text").all_text_contents())
    assert texts.count("%") == 2 * 21  # the pairs of the seven units that are large enough


def test_charts_have_words_for_who_cannot_see_them(visit, small_server):
    window = visit(small_server)
    for path in ("", "bridges"):
        page = window.open(path)
        expect(page.locator(CHARTS).first).to_be_visible()
        for chart in page.locator(CHARTS).all():
            labels = chart.evaluate(
                "e => [e, ...e.querySelectorAll('[aria-label]')].map(n => n.ariaLabel || '').join(' ')"
            )
            assert "." in labels, path


def test_the_links_can_be_taken_away(visit, small_server, tmp_path):
    page = visit(small_server).open("links")
    with page.expect_download() as waiting:
        page.get_by_test_id("stDownloadButton").get_by_role("button").click()
    path = tmp_path / waiting.value.suggested_filename
    shutil.copy(waiting.value.path(), path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 28
    assert rows[0]["a_teaches"] == "Negotiation"
    assert "p005" not in path.read_text(encoding="utf-8")  # who opted out


def test_the_second_page_of_links_holds_the_rest(visit, small_server):
    window = visit(small_server)
    page = window.open("links")
    expect(page.locator("article")).to_have_count(20)
    page.locator('[data-testid="stPagination"]').get_by_role("button", name="2", exact=False).first.click()
    expect(page.locator("article")).to_have_count(8)
    window.settle()


def test_names_that_are_markup_stay_names(visit, serve, make_run, tmp_path):
    made = make_run()
    made.UNITS = {unit.replace("Design", "![evil](evil.png)"): size for unit, size in made.UNITS.items()}
    made.SKILLS = {unit.replace("Design", "![evil](evil.png)"): f"<b>{s}</b>" for unit, s in made.SKILLS.items()}
    image = '<img alt="evil" src="http://outside.example/x.png">'
    made.write_run(tmp_path / "hostile" / "runs", names=[image, "![evil](http://outside.example/y.png)"] * 20)
    window = visit(serve(tmp_path / "hostile"))
    for path in PAGES:
        page = window.open(path)
        assert page.locator('img[alt="evil"], article b:has-text("Budgeting")').count() == 0
    expect(page.locator("article").first).to_contain_text("outside.example")


def test_a_folder_without_a_run_says_what_to_type(visit, serve, tmp_path):
    window = visit(serve(tmp_path / "nothing"))
    for path in PAGES:
        expect(window.open(path).get_by_test_id("verdict")).to_have_text("There is no run to show yet.")
