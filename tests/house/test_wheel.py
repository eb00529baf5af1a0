"""The wheel that users get: four packages, their data files, nothing else, the same bytes twice."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PARTS = ("graph", "ingest", "dashboard", "bothways", "pyproject.toml", "README.md", "LICENSE", ".gitignore")


@pytest.fixture(scope="session")
def source(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the wheel is made from, so that the build leaves nothing behind."""
    folder = tmp_path_factory.mktemp("source")
    for part in PARTS:
        if (root / part).is_dir():
            shutil.copytree(root / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
        else:
            shutil.copyfile(root / part, folder / part)
    return folder


def _build(source: Path, to: Path) -> Path:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(to), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    return next(to.glob("*.whl"))


@pytest.fixture(scope="session")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build(source, tmp_path_factory.mktemp("wheel"))


def test_the_wheel_holds_every_file_of_the_four_packages(source: Path, wheel: Path) -> None:
    packages = PARTS[:4]
    wanted = {
        path.relative_to(source).as_posix()
        for name in packages
        for path in (source / name).rglob("*")
        if path.is_file()
    }
    held = set(zipfile.ZipFile(wheel).namelist())
    assert wanted - held == set()
    assert {name for name in held - wanted if ".dist-info/" not in name} == set()


def test_the_shipped_sets_and_their_origin_are_inside(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    for name in ("krackhardt", "lazega", "workfrance"):
        assert {f"bothways/data/{name}/{file}" for file in ("people.csv", "interactions.csv", "ORIGIN.md")} <= held


def test_the_licence_and_the_command_are_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as held:
        names = held.namelist()
        points = next(name for name in names if name.endswith("entry_points.txt"))
        assert any(name.endswith("licenses/LICENSE") for name in names)
        assert "bothways = bothways.cli:main" in held.read(points).decode()


def test_the_same_source_gives_the_same_wheel(source: Path, wheel: Path, tmp_path: Path) -> None:
    assert _build(source, tmp_path).read_bytes() == wheel.read_bytes()
