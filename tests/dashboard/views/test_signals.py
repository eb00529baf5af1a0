from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.snapshot import take
from dashboard.views import signals
from dashboard.views.words import percent
from graph.privacy import View
from graph.viewer import Viewer

NB = "\u00a0"


def said(snapshot):
    return {tile.label: (tile.value, tile.beside) for tile in signals.signals(snapshot)}


def test_every_measure_of_the_run_has_a_figure(snapshot):
    found = said(snapshot)
    widest = max((row for row in snapshot.units["unit"] if row["bubble_index"]), key=lambda row: row["bubble_index"])
    assert found.pop("Strongest bubble") == (percent(widest["bubble_index"]), widest["unit"].rpartition("/")[2])
    assert found == {
        "A leader reaches": (f"25{NB}%", "of the people"),
        "Front line heard by": (f"12{NB}%", "of two levels up"),
        "Single points of failure": ("3", "people"),  # four, one of whom opted out
        "Asked by too many": ("1", "people"),
        "Skills that spread": ("1", "Negotiation"),
        "Skills one person has": ("1", "Route planning"),  # the other's holder opted out
    }


def test_each_says_how_it_is_known_and_what_helps(snapshot):
    for tile in signals.signals(snapshot):
        assert any(word in tile.meaning.lower() for word in ("measured", "estimated", "assumed")), tile.label
        assert len(tile.meaning) > 80


def test_a_trend_beyond_chance_is_told(snapshot):
    assert signals.trend(snapshot).endswith("share of ties across units from 0.421 to 0.365.")
    assert signals.trend(replace(snapshot, trend=())) == ""


def test_a_run_that_knows_none_of_it_shows_none(snapshot):
    bare = replace(
        snapshot, reach=(), trend=(), skills=(), overloaded=None, points=(), units=dict.fromkeys(snapshot.units, ())
    )
    assert signals.signals(bare) == []


def test_who_sees_groups_only_is_told_of_nobody(results):
    found = said(take(View(results, Viewer(role="leader"))))
    assert not {"Single points of failure", "Asked by too many", "Skills one person has"} & set(found)
    assert "A leader reaches" in found


@pytest.mark.parametrize(("count", "beside"), [(1, "a"), (2, "a, b"), (3, "a, b, ...")])
def test_few_skills_are_named(snapshot, count, beside):
    skills = tuple({"skill": name, "only_holder": "p000", "emerging": False} for name in "abc"[:count])
    assert said(replace(snapshot, skills=skills))["Skills one person has"] == (str(count), beside)
