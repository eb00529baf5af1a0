"""The back-test on mails that were sent: plausibility beside the index of Adamic and Adar, who stands first."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from benchmarks import enron
from graph import gather, merge, ties
from graph.backtest import SIGNAL, BackTest, backtest
from graph.options import RunOptions
from graph.past.ranking import Ranking
from graph.workspace import Workspace
from ingest.load import LoadOptions, load

pytestmark = pytest.mark.real


def _examined(place: Path, files: list[Path], cut: date) -> BackTest:
    workspace = Workspace(place)
    place.mkdir(parents=True, exist_ok=True)
    load(workspace, files, LoadOptions())
    return backtest(workspace, RunOptions(), (cut - date(1970, 1, 1)).days)


def _ranked(found: BackTest) -> dict[str, Ranking]:
    return {ranking.name: ranking for ranking in found.rankings}


def _as_good_as_adamic_adar(found: BackTest) -> None:
    assert found.verdict == SIGNAL
    assert found.beside_adamic_adar[0] >= -0.01


def test_the_manufacturer(tables_of: Callable[[str], list[Path]], tmp_path: Path) -> None:
    # The first 66 % of the mails end on 2010-06-28. An independent count found 6,093 pairs across branches, and .868
    # for Adamic and Adar with 10 of the first 100 pairs on one person.
    found = _examined(tmp_path / "manufacturer", tables_of("manufacturer"), date(2010, 6, 28))
    assert len(found.last.pairs.across) == 6_093
    _as_good_as_adamic_adar(found)
    ranked = _ranked(found)
    assert ranked["adamic-adar"].auc_across == pytest.approx(0.868, abs=0.001)
    assert ranked["adamic-adar"].hub_load == 10
    assert ranked["plausibility"].hub_load < 10


def test_enron_with_announcements(real_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The same count kept announcements to more than fifty: .794 for Adamic and Adar, and 13.
    for module in (merge, ties, gather):
        monkeypatch.setattr(module, "LARGEST_AUDIENCE", 10**6)
    found = _examined(tmp_path / "enron", enron.tables(real_data / "enron", tmp_path), date(2001, 7, 1))
    _as_good_as_adamic_adar(found)
    ranked = _ranked(found)
    assert ranked["adamic-adar"].auc_across == pytest.approx(0.794, abs=0.001)
    assert ranked["adamic-adar"].hub_load == 13
    assert ranked["plausibility"].hub_load < 13


def test_enron(real_data: Path, tmp_path: Path) -> None:
    # What went to more than fifty makes no tie: without it Adamic and Adar foretell more, and so does plausibility.
    found = _examined(tmp_path / "enron", enron.tables(real_data / "enron", tmp_path), date(2001, 7, 1))
    _as_good_as_adamic_adar(found)
    ranked = _ranked(found)
    assert ranked["plausibility"].auc_across > ranked["adamic-adar"].auc_across
    assert ranked["plausibility"].hub_load <= ranked["adamic-adar"].hub_load < 13
