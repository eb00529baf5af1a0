"""Presets: programmes as data. Each is a small TOML file with a purpose and rules; anybody can write one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from graph.errors import SettingsError
from graph.nearest import nearest
from graph.rules import Rules

Kind = Literal["unit", "function", "location", "level"]

DEFAULT = "two-way"

_MOST_SHARED = 0.9
"""Of openness, for all that is not a gap."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OneIn(_Part):
    """A group of which exactly one of the two is."""

    kind: Kind
    group: str = Field(min_length=1)


class Preset(_Part):
    """A programme, as its file says.

    Attributes:
        name: What it is called.
        purpose: What it is for.
        who: Who takes part.
        success: What one would see if it works.
        idea: Where the idea comes from.
        based_on: Another preset, whose keys hold where this one says nothing.
        needs: Keys that whoever uses it has to fill in, in a file of their own.
        line: The line that a pair has to cross; "" for the one that the settings name.
    """

    name: str = Field(pattern=r"[a-z][a-z0-9-]{1,39}")
    purpose: str
    who: str
    success: str
    idea: str = ""
    based_on: str = ""
    needs: tuple[str, ...] = ()
    line: Kind | Literal[""] = ""
    crosses: tuple[Kind, ...] = ()
    crosses_one_of: tuple[Kind, ...] = ()
    inside: Kind | Literal[""] = ""
    level_distance: int = Field(default=0, ge=0, le=20)
    one_leader: bool = Field(default=False, strict=True)
    one_in: OneIn | None = None
    leaders_learn: tuple[str, ...] = ()
    cohort: str = ""
    leader_links: int = Field(default=0, ge=0, le=20)
    one_partner_a_unit: bool = Field(default=False, strict=True)
    one_way: bool = Field(default=False, strict=True)
    unit_links: dict[str, Annotated[int, Field(ge=0, strict=True)]] = Field(default_factory=dict)
    level_share: float = Field(default=0, ge=0, le=0.5, allow_inf_nan=False)
    skill_share: float = Field(default=0, ge=0, le=0.5, allow_inf_nan=False)
    equity_share: float = Field(default=0, ge=0, le=0.5, allow_inf_nan=False)
    weeks: int = Field(default=0, ge=0, le=520)
    check_in_weeks: int = Field(default=0, ge=0, le=52)

    @model_validator(mode="after")
    def _lines_apart(self) -> Preset:
        if self.inside and self.inside in {self.line or "unit", *self.crosses}:
            raise ValueError(f"a pair cannot be inside one {self.inside} and cross it; set `line` to another kind")
        for key in self.needs:
            if key not in type(self).model_fields:
                raise ValueError(f"needs names {key}, which is no key: {nearest(key, list(type(self).model_fields))}")
        if 0 < self.weeks < self.check_in_weeks:
            raise ValueError("check_in_weeks is longer than weeks: it would end before anybody is asked")
        if self.level_share + self.skill_share + self.equity_share > _MOST_SHARED:
            raise ValueError("level_share, skill_share and equity_share leave less than a tenth of openness to gaps")
        return self

    @property
    def missing(self) -> list[str]:
        """Keys that still have to be filled in."""
        return [key for key in self.needs if not getattr(self, key)]

    def rules(self) -> Rules:
        """The same as the run takes it."""
        other = ("preset", "one_in", "unit_links")
        given = {name: getattr(self, name) for name in Rules.__dataclass_fields__ if name not in other}
        given["one_in"] = (self.one_in.kind, self.one_in.group) if self.one_in else ()
        given["unit_links"] = tuple(sorted(self.unit_links.items()))
        return Rules(preset="" if self.name == DEFAULT else self.name, **given)


def shipped() -> dict[str, Preset]:
    """The presets that come with Bothways, by name."""
    found = sorted((file for file in files(__name__).iterdir() if file.name.endswith(".toml")), key=lambda f: f.name)
    presets = (_made(_parsed(file.read_bytes(), file.name), file.name) for file in found)
    return {preset.name: preset for preset in presets}


def load(asked: str, folder: Path) -> Preset:
    """A preset by name, or from somebody's own file.

    Args:
        asked: Name of a shipped preset, or a path that ends in .toml; from the workspace on unless it is absolute.
        folder: The workspace.

    Raises:
        SettingsError: There is none, a key is unknown or impossible, or a key that it needs is not filled in.
    """
    own = asked.endswith(".toml")
    preset = _own(folder / asked, asked) if own else _known(asked, "preset")
    if preset.missing:
        named = " and ".join(preset.missing)
        cure = (
            f"fill in {named} there"
            if own
            else f'write a file with based_on = "{asked}" and {named}, and give it as --preset FILE.toml'
        )
        raise SettingsError(f"this preset needs {named}", where=asked, cure=cure)
    return preset


def _known(name: str, where: str) -> Preset:
    presets = shipped()
    if name not in presets:
        raise SettingsError(f"there is no preset {name!r}", where=where, cure=nearest(name, list(presets)))
    return presets[name]


def _own(file: Path, asked: str) -> Preset:
    try:
        content = file.read_bytes()
    except OSError as error:
        cure = f"give a file that can be read, or one of {', '.join(shipped())}"
        raise SettingsError("this preset cannot be read", where=asked, cure=cure) from error
    given = _parsed(content, asked)
    base = given.get("based_on")
    if isinstance(base, str) and base:
        given = _known(base, f"{asked}: based_on").model_dump(exclude_defaults=True) | given
    return _made(given, asked)


def _parsed(content: bytes, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"not a TOML file ({error})", where=where, cure="correct it") from error


def _made(given: Mapping[str, Any], where: str) -> Preset:
    known = list(Preset.model_fields)
    for key in given:
        if key not in known:
            raise SettingsError(f"unknown key {key}", where=where, cure=nearest(key, known))
    try:
        return Preset(**given)
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        name = ".".join(str(part) for part in problem["loc"]) or "the preset"
        said = problem["msg"].removeprefix("Value error, ")
        cure = "see docs/how-to/presets.md for what each key may be"
        raise SettingsError(f"{name}: {said[0].lower()}{said[1:]}", where=where, cure=cure) from error
