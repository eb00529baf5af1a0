"""The comparison with mentor-match: our side for real on a small sheet, the table by hand."""

from pathlib import Path

from benchmarks.children import Cost
from benchmarks.mentoring import line
from benchmarks.mentoring_subjects import ours

HEAD = "email address,organisation,profession,grade\n"


def test_our_side_gives_pairs_in_which_both_teach(tmp_path: Path) -> None:
    for side in ("mentor", "mentee"):
        rows = "".join(f"{side}{i}@example.org,Org {i % 5},Skill {i % 7},EO\n" for i in range(35))
        (tmp_path / f"large_{side}s.csv").write_text(HEAD + rows, encoding="utf-8")
    found = ours(tmp_path, tmp_path / "space")
    assert found["pairs"] > 0
    assert found["both_teach"] == 1.0


def test_a_line_by_hand() -> None:
    assert (
        line("Bothways", Cost(0.14, 260), {"pairs": 305, "both_teach": 1.0})
        == "| Bothways | 0.14 | 260 | 305 | 100% |\n"
    )
