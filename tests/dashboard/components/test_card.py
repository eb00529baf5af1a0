from dataclasses import replace

from dashboard.components.card import as_html
from dashboard.views import links


def test_a_card_shows_both_ways(snapshot):
    html = as_html(links.card(snapshot, snapshot.links[0]))
    assert html.count('class="bw-way"') == 2
    assert "Negotiation" in html
    assert "Experiment design" in html


def test_names_and_skills_cannot_become_markup(snapshot):
    card = links.card(snapshot, snapshot.links[0])
    evil = '<img src="http://outside.example/x.png">'
    way = replace(card.directions[0], teacher=evil, learner=evil, skill=evil, offer=evil, wish=evil)
    html = as_html(replace(card, a=evil, b=evil, unit_a=evil, ground=evil, directions=(way,)))
    assert "<img" not in html
    assert "&lt;img" in html


def test_an_introduction_says_that_it_is_none(snapshot):
    html = as_html(links.card(snapshot, snapshot.links[-1]))
    assert "no lesson is claimed" in html.replace("\n", " ")


def test_a_card_says_what_became_of_the_link_once_something_became_of_one(snapshot):
    silent = as_html(links.card(snapshot, snapshot.links[0]))
    assert "State" not in silent
    first, *rest = snapshot.links
    answered = replace(snapshot, links=(first | {"state": "met"}, *rest))
    assert "<b>State:</b> met" in as_html(links.card(answered, answered.links[0]))
    assert "<b>State:</b> proposed" in as_html(links.card(answered, answered.links[1]))


def test_the_gap_weight_explains_itself(snapshot):
    html = as_html(links.card(snapshot, snapshot.links[0]))
    assert "<b>Gap weight:</b>" in html
    assert f'title="{links.GAP_WEIGHT}"' in html
    assert "missing ties" not in html.replace(links.GAP_WEIGHT, "")
