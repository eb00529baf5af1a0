"""Settings: flags win over the environment, the environment over bothways.toml, that over the defaults.

Every setting is declared once, here, with its meaning; `init` writes these words into the file, `config show` says
where each value comes from. An unknown key is an error, because a misspelt setting that is silently ignored changes
nothing and looks as if it did.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from functools import reduce
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
)
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings import SettingsError as UnreadableEnvironment

from bothways import presets
from graph.days import day_of
from graph.errors import SettingsError
from graph.nearest import nearest
from graph.options import LevelOptions, RunOptions, TieOptions

PREFIX = "BOTHWAYS_"
FILE = "bothways.toml"

SMALLEST_GROUP = 5
"""`graph.facts.MIN_GROUP`, repeated so that settings can be read where a heavy package is missing."""

RESERVED = ("BOTHWAYS_REAL_DATA", "BOTHWAYS_WORKSPACE")
"""Environment variables with our prefix that are no settings: where tests find real data, what the pages show."""

SCHEMES = tuple(f"{name}{how}" for name in ("bolt", "neo4j") for how in ("", "+s", "+ssc"))
"""How the address of a Neo4j server may begin: with or without routing and encryption."""

SECRETS = ("neo4j.password",)
"""Settings that stand in no file which people share, keep in version control or send for help."""

Flow = Literal["forward", "backward", "both"]
Text = BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)
"""TOML writes `top = 1`, the environment "1"; both mean the same."""


def _without_account(address: str) -> str:
    """Refuses an address with an account in it: it is shown, and written where people share it."""
    if "@" in address:
        raise ValueError("no user and no password stand in an address")
    return address


def _of_a_server(address: str) -> str:
    """Refuses what no driver can call: another scheme, no host, a port that is no number."""
    parts = urlsplit(address)
    with suppress(ValueError):
        if parts.scheme in SCHEMES and parts.hostname and parts.port != 0:
            return address
    raise ValueError(f"write it like bolt://host:7687; it may begin with {', '.join(SCHEMES)}")


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Levels(_Section):
    """How a level column is read."""

    top: Annotated[Literal["", "1"], Text] = Field(
        default="", description='1 where the level column counts from the top; "" where 1 is the front line'
    )
    order: tuple[str, ...] = Field(default=(), description="ranks in words, from the front line to the top")


class Channels(_Section):
    """Which contacts count, how much, and where knowledge flows along them."""

    include: tuple[str, ...] = Field(default=(), description="channels to use; empty: all")
    exclude: tuple[str, ...] = Field(default=(), description="channels to leave out")
    weights: dict[str, Annotated[float, Field(ge=0)]] = Field(
        default_factory=dict, description="weight of a channel; 1 where it is not named"
    )
    flows: dict[str, Flow] = Field(
        default_factory=dict,
        description="where knowledge goes: forward (to the one written to), backward (from the one asked) or both; "
        "not named: mail and chat forward, advice backward, all else both",
    )


class Neo4j(_Section):
    """The server of the store `neo4j`."""

    uri: Annotated[str, AfterValidator(_without_account), AfterValidator(_of_a_server)] = Field(
        default="bolt://localhost:7687",
        description="address: bolt://, neo4j:// with routing; with +s the connection is encrypted",
    )
    database: str = Field(default="neo4j", description="database; the Community edition has one, called neo4j")
    user: str = Field(default="neo4j", description="account")
    password: SecretStr = Field(
        default=SecretStr(""), description="password; by environment only, refused in bothways.toml"
    )
    password_file: str = Field(default="", description="file that holds the password, where no environment does")
    beside_others: bool = Field(
        default=False, description="write into a database although it holds data that Bothways did not write"
    )


class Settings(BaseSettings):
    """Every setting, checked. Made by `load`; `origins` says where each value comes from."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, validate_default=False
    )

    links: int | None = Field(
        default=None, ge=1, examples=[20], description="links to suggest; not set: 15 % of who may get any, 5 or more"
    )
    give_up: float = Field(
        default=0.05, ge=0, le=0.5, description="share of lesson value that openness may cost, 0 to 0.5"
    )
    boundary: Literal["unit", "function", "location", "level"] = Field(
        default="unit", description="the line that a suggested pair must cross: unit, function, location or level"
    )
    preset: str = Field(
        default=presets.DEFAULT,
        description="the programme: the name of a preset, or a .toml file of your own (docs/how-to/presets.md)",
    )
    claims: Literal["unit", "all"] = Field(
        default="unit", description='"unit" tests the unit boundary for silos, "all" every kind (slower)'
    )
    cooling_off_weeks: int = Field(
        default=52, ge=0, description="weeks for which two whose link was declined or is done are left alone"
    )
    cadence_weeks: int = Field(
        default=4, ge=1, description="weeks planned between two meetings of a link, where the preset does not say"
    )
    control: float = Field(default=0, ge=0, le=0.5, description="share of the links that lots draw, for comparison")
    seed: int = Field(default=0, ge=0, description="root of every random draw")
    as_of: dt.date | None = Field(
        default=None,
        examples=["2026-06-30"],
        description="day the run looks back from; not set: taken from the contacts",
    )
    half_life_weeks: float = Field(default=8.0, gt=0, description="weeks after which a contact counts half")
    min_group: int = Field(
        default=SMALLEST_GROUP, ge=SMALLEST_GROUP, description="smallest group that is shown; may only be raised"
    )
    keep_titles: bool = Field(default=False, description="store job titles for display; no score ever reads them")
    store: Literal["embedded", "neo4j"] = Field(
        default="embedded", description="where the graph is kept: embedded (in this folder) or neo4j (on a server)"
    )
    pseudonym_key_file: str = Field(
        default=".pseudonym.key", description="file with the key of pseudonymous exports; made when first needed"
    )
    demo: str = Field(
        default="", description="set by `bothways demo`: this folder is a demo and may be replaced by another"
    )
    demo_people: int | None = Field(
        default=None, ge=1, description="set by `bothways demo`: how many people it made up"
    )
    levels: Levels = Field(default=Levels(), description="how a level column is read")
    channels: Channels = Field(default=Channels(), description="which contacts count, and how")
    neo4j: Neo4j = Field(default=Neo4j(), description="the server of the store neo4j")

    _origins: dict[str, str] = PrivateAttr(default_factory=dict)
    _folder: Path = PrivateAttr(default=Path())

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load` hands over: it has to know which source gave which value."""
        return (init_settings,)

    @property
    def origins(self) -> Mapping[str, str]:
        """Dotted key to the place its value comes from, for every setting, in order of declaration."""
        return {key: self._origins.get(key, "default") for key in keys()}

    def run_options(self) -> RunOptions:
        """The part of the settings that changes a run's result.

        Raises:
            SettingsError: The preset does not exist, or lacks a key that it needs.
        """
        programme = presets.load(self.preset, self._folder)
        return RunOptions(
            seed=self.seed,
            as_of=None if self.as_of is None else day_of(self.as_of),
            links=self.links,
            give_up=self.give_up,
            boundary=programme.line or self.boundary,
            claims=self.claims,
            cooling_off=7 * self.cooling_off_weeks,
            cadence=self.cadence_weeks,
            control=self.control,
            ties=TieOptions(
                half_life_weeks=self.half_life_weeks,
                include=self.channels.include,
                exclude=self.channels.exclude,
                weights=self.channels.weights,
                flows=self.channels.flows,
            ),
            levels=self.level_options(),
            rules=programme.rules(),
        )

    def level_options(self) -> LevelOptions:
        """How a level column is read."""
        return LevelOptions(top=self.levels.top, order=self.levels.order)

    def value(self, key: str) -> Any:
        """The value of a dotted key, fit for a screen: a secret stays hidden."""
        value = reduce(getattr, key.split("."), self)
        return str(value) if isinstance(value, SecretStr) else value


def load(folder: Path, flags: Mapping[str, Any] | None = None) -> Settings:
    """The settings of one workspace.

    Args:
        folder: The workspace; its `bothways.toml` may be missing.
        flags: What the command line gave, by setting name; None means the flag was not given.

    Raises:
        SettingsError: A key is unknown or a value impossible; names the place, the key and the nearest name.
    """
    file = folder / FILE
    layers = [
        (str(file), _from_file(file)),
        ("environment", _from_environment()),
        ("command line", {key: value for key, value in (flags or {}).items() if value is not None}),
    ]
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for place, layer in layers:
        _refuse_unknown(layer, place)
        if place != "environment":
            _refuse_secrets(layer, place)
        _merge(values, layer)
        origins |= {key: _origin(place, key) for key in _leaves(layer)}
    settings = _checked(values, origins)
    settings._folder = folder  # noqa: SLF001
    return settings


def keys(model: type[BaseModel] = Settings, prefix: str = "") -> list[str]:
    """Dotted names of all settings, in order of declaration."""
    found: list[str] = []
    for name, declared in model.model_fields.items():
        inner = declared.annotation
        is_section = isinstance(inner, type) and issubclass(inner, BaseModel)
        found += keys(inner, f"{prefix}{name}.") if is_section else [f"{prefix}{name}"]  # type: ignore[arg-type]
    return found


def description(key: str) -> str:
    """What a setting means, in one line."""
    return _declared(key).description or ""


def example(key: str) -> Any:
    """A value that a setting could have: its default, or an example where it has none."""
    examples = _declared(key).examples
    return examples[0] if examples else Settings().value(key)


def _declared(key: str) -> FieldInfo:
    model: type[BaseModel] = Settings
    *sections, name = key.split(".")
    for section in sections:
        model = model.model_fields[section].annotation  # type: ignore[assignment]
    return model.model_fields[name]


def variable(key: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + key.replace(".", "__").upper()


def _from_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        line = re.search(r"at line (\d+)", str(error))
        cure = f"correct {f'line {line[1]}' if line else 'it'}, or move the file away and run `bothways init`"
        raise SettingsError(f"not a TOML file ({error})", where=str(file), cure=cure) from error


def _from_environment() -> dict[str, Any]:
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in RESERVED:
            _refuse_variable(name)
    try:
        return EnvSettingsSource(Settings)()
    except UnreadableEnvironment as error:
        raise SettingsError(
            f"{error}", where="environment", cure='lists and tables are written as JSON: ["a", "b"]'
        ) from error


def _refuse_variable(name: str) -> None:
    known = {variable(key): key for key in keys()}
    tables = tuple(f"{variable(key)}__" for key in ("channels.weights", "channels.flows"))
    sections = {variable(key.partition(".")[0]) for key in keys() if "." in key}
    if name not in known and name not in sections and not name.startswith(tables):
        raise SettingsError(f"unknown setting {name}", where="environment", cure=nearest(name, list(known)))


def _refuse_unknown(layer: Mapping[str, Any], place: str) -> None:
    known = keys()
    for key in _leaves(layer):
        if key not in known:
            raise SettingsError(f"unknown setting {key}", where=place, cure=nearest(key, known))


def _refuse_secrets(layer: Mapping[str, Any], place: str) -> None:
    for key in SECRETS:
        if key in _leaves(layer):
            raise SettingsError(
                f"{key} is a secret and does not belong here", where=place, cure=f"set {variable(key)} instead"
            )


def _leaves(layer: Mapping[str, Any], prefix: str = "") -> list[str]:
    """Dotted names of what a layer sets; a table that is one setting (weights, flows) is one name."""
    found: list[str] = []
    for name, value in layer.items():
        key = f"{prefix}{name}"
        is_section = isinstance(value, Mapping) and key not in keys()
        found += _leaves(value, f"{key}.") if is_section else [key]
    return found


def _merge(values: dict[str, Any], layer: Mapping[str, Any]) -> None:
    """Lays one layer over the others; sections are merged key by key, everything else is replaced."""
    for name, value in layer.items():
        if isinstance(value, Mapping) and isinstance(values.get(name), dict):
            _merge(values[name], value)
        else:
            values[name] = dict(value) if isinstance(value, Mapping) else value


def _origin(place: str, key: str) -> str:
    if place == "environment":
        return variable(key)
    return f"--{key.replace('_', '-')}" if place == "command line" else place


def _checked(values: dict[str, Any], origins: dict[str, str]) -> Settings:
    try:
        settings = Settings(**values)
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        path = [str(part) for part in problem["loc"]]
        key = next((key for key in origins if path[: key.count(".") + 1] == key.split(".")), ".".join(path))
        where, name = origins.get(key, "settings"), ".".join(path)
        if problem["type"].startswith("date"):
            cure = "give the date as YYYY-MM-DD, like 2026-06-30"
            raise SettingsError(f"{name}: this is no date", where=where, cure=cure) from error
        raise SettingsError(
            f"{name}: {_lower_first(problem['msg'].removeprefix('Value error, '))}",
            where=where,
            cure=f"it says: {description(key)}",
        ) from error
    settings._origins = origins  # noqa: SLF001
    return settings


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
