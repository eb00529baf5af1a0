from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.views import bridges, lacks, links, overview


def without(snapshot, units=(), units_from="roster", too_little="", **counts):
    """The run without any pair of units and any link, with some counts of its own."""
    summary = replace(
        snapshot.summary,
        counts={**snapshot.summary.counts, **counts},
        units_from=units_from,
        too_little=too_little,
    )
    pairs = dict.fromkeys(snapshot.pairs, ())
    return replace(snapshot, pairs=pairs, units={**snapshot.units, "unit": units}, summary=summary, links=())


def test_a_run_with_pairs_lacks_nothing(snapshot):
    assert lacks.lack(snapshot) is None


def test_two_people_are_not_cured_by_a_roster_and_not_counted(snapshot):
    two = without(snapshot, people=2, too_little="2 people are too few to say anything")
    found = lacks.lack(two)
    assert found.cause == "Under 5 people are too few to say anything about an organisation."
    assert "interactions" in found.command
    assert "roster" not in found.cure
    assert bridges.verdict(two) == found.cause
    assert bridges.between(two).num_rows == 0


def test_one_unit_is_cured_by_a_finer_column(snapshot):
    one = without(snapshot, units=snapshot.units["unit"][:1])
    assert lacks.lack(one) == lacks.ONE_UNIT
    assert "--map unit=" in lacks.lack(one).command


def test_no_contacts_are_cured_by_contacts_even_where_units_are_known(snapshot):
    none = replace(snapshot, summary=replace(snapshot.summary, counts={**snapshot.summary.counts, "contacts": 0}))
    assert lacks.lack(none) == lacks.NO_CONTACTS
    assert overview.verdict(none) == bridges.verdict(replace(none, carriers=())) == lacks.NO_CONTACTS.cause


def test_a_mail_log_alone_never_speaks_of_what_a_roster_names(snapshot):
    mail = without(snapshot, units_from="none")
    found = lacks.lack(mail)
    assert found == lacks.NO_UNITS
    assert "roster names" not in found.cause + found.cure + overview.verdict(mail) + bridges.verdict(mail)


def test_what_the_run_knows_better_is_told_in_its_words(snapshot):
    later = without(snapshot, ties=0, too_little="all contacts lie after 2001-01-01, the day the run looks back from")
    assert lacks.lack(later).cause.startswith("All contacts lie after 2001-01-01")
    assert "--as-of" in lacks.lack(later).command


def test_small_units_are_said_to_be_small(snapshot):
    small = without(snapshot, units=snapshot.units["unit"][:2])
    assert lacks.lack(small).cause.startswith("There are no two units of 5 or more people")


@pytest.mark.parametrize("case", [{"people": 2}, {"contacts": 0}, {"units_from": "none"}, {}])
def test_the_page_of_links_tells_the_same_cause(snapshot, case):
    lacking = without(snapshot, **case)
    assert links.nothing(lacking) == lacks.lack(lacking)


def test_without_a_tie_no_figure_between_groups_is_shown(snapshot):
    none = replace(snapshot, summary=replace(snapshot.summary, counts={**snapshot.summary.counts, "ties": 0}))
    assert overview.lines(none) == []
    assert [tile.label for tile in overview.tiles(none)] == ["Two-way links"]
