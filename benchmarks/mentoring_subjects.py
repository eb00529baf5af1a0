# ruff: noqa: PLC0415 - each process pays for its own imports and for nobody else's
"""One assignment of people who signed up: `python -m benchmarks.mentoring_subjects ours|theirs SHEETS FOLDER`.

SHEETS holds mentor-match's own large_mentors.csv and large_mentees.csv. What is read before does not count. Prints the
CPU seconds that count, and one line of JSON.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.children import counted

GRADES = ("AA", "AO", "EO", "HEO", "SEO", "Grade 7", "Grade 6", "SCS1", "SCS2", "SCS3", "SCS4")
"""Ranks of these sheets from the lowest; mentor-match wants a number."""

Row = Mapping[str, str]


def rows(sheets: Path, side: str) -> list[dict[str, str]]:
    """The sign-up sheet of "mentor" or "mentee"."""
    with (sheets / f"large_{side}s.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def theirs(sheets: Path, folder: Path) -> dict[str, float]:
    """One round of mentor-match: another organisation, and the same profession, weigh alike."""
    from matching.process import conduct_matching_from_file
    from matching.rules.rule import Generic

    folder.mkdir(parents=True, exist_ok=True)
    for side in ("mentor", "mentee"):
        numbered = [{**row, "grade": str(_grade(row)), "email": row["email address"]} for row in rows(sheets, side)]
        _write(folder / f"{side}s.csv", list(numbered[0]), (list(row.values()) for row in numbered))
    rules = [
        Generic({True: 3, False: 0}, lambda match: match.mentee.organisation != match.mentor.organisation),
        Generic({True: 3, False: 0}, lambda match: match.mentee.profession == match.mentor.profession),
    ]
    with counted():
        mentors, _ = conduct_matching_from_file(folder, [rules])
    return {"pairs": sum(len(mentor.mentees) for mentor in mentors), "both_teach": 0.0}  # a mentee teaches nobody


def ours(sheets: Path, folder: Path) -> dict[str, float]:
    """One portfolio: organisations are units, a profession is what somebody can teach, wishes are not stated."""
    from graph.kernels import pool
    from graph.kernels.ready import call_all
    from graph.options import RunOptions
    from graph.run import case_of, run
    from graph.suggest.choice import choose
    from graph.workspace import Workspace
    from ingest.load import LoadOptions, load

    people = [row for side in ("mentor", "mentee") for row in rows(sheets, side)]
    files = [folder / "people.csv", folder / "skills.csv"]
    folder.mkdir(parents=True, exist_ok=True)
    _write(files[0], ["person", "unit"], ([row["email address"], row["organisation"]] for row in people))
    _write(files[1], ["person", "skill"], ([row["email address"], row["profession"]] for row in people))
    workspace = Workspace(folder / "workspace")
    load(workspace, files, LoadOptions())
    call_all()
    case = case_of(workspace, run(workspace, RunOptions(links=500)))
    with counted(), pool.using(1):
        links = choose(case).links
    both = ((links.a_teaches >= 0) & (links.b_teaches >= 0)).mean() if len(links) else 0.0
    return {"pairs": len(links), "both_teach": float(both)}


def _grade(row: Row) -> int:
    return GRADES.index(row["grade"]) if row["grade"] in GRADES else 0


def _write(file: Path, header: list[str], lines: Iterator[list[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([header, *lines])


def main() -> None:
    """Assigns once."""
    who, sheets, folder = sys.argv[1:]
    print(json.dumps({"ours": ours, "theirs": theirs}[who](Path(sheets), Path(folder))))


if __name__ == "__main__":
    main()
