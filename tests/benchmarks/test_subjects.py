"""What a benchmark compares does the same work, and its data is the same every time."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import contacts, subjects
from benchmarks.children import best
from benchmarks.report import Goal, Line, page
from graph import results


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contacts")
    contacts.write(folder, 20_000)
    return folder


def test_our_ties_and_those_of_hand_written_sql_are_the_same_rows(some: Path) -> None:
    ours, other = subjects.ties(some), subjects.ties_by_sql(some)
    assert ours.num_rows > 700
    assert ours.to_pylist() == other.to_pylist()


def test_networkx_measures_the_ties_of_the_latest_run(tmp_path: Path) -> None:
    ring = [f"p{i:03d}" for i in range(130)]  # betweenness starts from 128 people
    ones = [1] * len(ring)
    ties = results.table("network", {"a": ring, "b": [*ring[1:], ring[0]], "onward": ones, "back": ones})
    results.write(tmp_path / "runs", "one", {"network": ties}, {"manifest": {"run": "one"}})
    assert subjects.measures_by_networkx(tmp_path) == dict.fromkeys(ring, 2)


def test_synthetic_contacts_are_the_same_every_time(some: Path) -> None:
    again = list(contacts.weeks(20_000))
    assert sum(week.num_rows for week in again) == 20_000
    assert all(a.equals(b) for a, b in zip(again, contacts.weeks(20_000), strict=True))


def test_the_cost_of_a_process_is_its_own(root: Path, tmp_path: Path) -> None:
    script = (
        "from pathlib import Path; from benchmarks.children import cost\n"
        f"log = Path({str(tmp_path / 'log')!r})\n"
        "idle = cost(['python', '-c', 'pass'], log)\n"
        "used = cost(['python', '-c', 'b = bytes(100_000_000).replace(bytes(1), bytes([1]))'], log)\n"
        "again = cost(['python', '-c', 'pass'], log)\n"
        "print(used.cpu > idle.cpu, used.peak - idle.peak > 90, abs(again.peak - idle.peak) < 5)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "True"]


def test_a_failing_command_is_told_with_its_output(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no such thing"):
        best(["python", "-c", "raise SystemExit('no such thing')"], tmp_path / "log", times=1)


def test_a_promise_that_is_not_kept_stands_out(tmp_path: Path) -> None:
    cost = best(["python", "-c", "pass"], tmp_path / "log", times=1)
    text = page([Line("nothing", cost, "nothing", cost, Goal(cpu=0.0001))], ["the rest"])
    assert "**no**" in text
    assert "Left out: the rest." in text


def test_a_part_of_its_own_stands_below_the_table(tmp_path: Path) -> None:
    assert page([], [], "## More\n").endswith("\n\n## More\n")
