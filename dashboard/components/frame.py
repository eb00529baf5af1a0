"""The frame around every page: which run is shown, what it says in a sentence, and what to do where there is none."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from html import escape
from pathlib import Path
from shlex import quote
from typing import NoReturn

import streamlit as st

from bothways import settings
from dashboard import place
from dashboard.snapshot import Snapshot, take
from dashboard.views.lacks import Lack
from graph import results
from graph.errors import BothwaysError, UsageError
from graph.privacy import View
from graph.results import Results
from graph.viewer import Viewer
from graph.workspace import Workspace

_YOURS = "Your own: `bothways init` in an empty folder, then `bothways ingest FILE...`"
DEMO = f"Demo: a made-up organisation. {_YOURS}"
REAL_DEMO = f"Demo: a published data set. {_YOURS}"
MADE_UP = "organisation"
"""How `bothways demo` calls the one that it makes up."""

_CODE = re.compile(r"`([^`\n]+)`")

SECONDS_BETWEEN_LOOKS = 20
"""How often an open page looks whether a newer run is there."""


def open_run() -> Snapshot:
    """The run that this session looks at; ends the script with what to type where there is none.

    Where the run's audit failed, that stands above everything else.
    """
    snapshot = _opened()
    if snapshot.alarm:
        st.html(f'<p class="bw-alarm" role="alert">{coded(snapshot.alarm)}</p>')
    return snapshot


def _opened() -> Snapshot:
    workspace = Workspace(place.folder(sys.argv, os.environ))
    try:
        chosen = settings.load(workspace.folder, {})
        newest = results.latest(workspace.runs)
    except UsageError as error:
        _no_run(workspace, error)
    except BothwaysError as error:
        _broken(error)
    if chosen.demo:
        st.info(DEMO if chosen.demo == MADE_UP else REAL_DEMO)
    seen = st.session_state.setdefault("run", newest.run)
    _aside(workspace, seen, chosen.min_group)
    _watch(workspace, seen)
    try:
        return _snapshot(str(workspace.runs), seen, _written(workspace.runs / seen), chosen.min_group)
    except (BothwaysError, OSError):
        del st.session_state["run"]
    return _latest(workspace, newest, chosen.min_group)


def header(question: str, answer: str, facts: Iterable[str] = ()) -> None:
    """The question that a page answers, the answer in one sentence, and what it rests on."""
    st.title(question, anchor=False)
    st.html(f'<p class="bw-verdict" data-testid="verdict">{coded(answer)}</p>')
    items = "".join(f"<li>{escape(fact)}</li>" for fact in facts if fact)
    if items:
        st.html(f'<ul class="bw-facts" aria-label="What this rests on">{items}</ul>')


def coded(text: str) -> str:
    """Text as HTML: escaped, and what stands between backticks as code."""
    return _CODE.sub(r"<code>\1</code>", escape(text))


def said(text: str) -> None:
    """A sentence in the size of the page; never Markdown, since names stand in it."""
    if text:
        st.html(f'<p class="bw-said">{coded(text)}</p>')


def quiet(text: str) -> None:
    """A remark; never Markdown, since names stand in it."""
    if text:
        st.html(f'<p class="bw-quiet">{coded(text)}</p>')


def nothing(sentence: str, *commands: str) -> None:
    """What stands in the place of a picture that cannot be drawn, and what to type to change that."""
    with st.container(border=True):
        said(sentence)
        for command in commands:
            st.code(command, language="bash")


def lacking(lack: Lack) -> None:
    """What would help where something is missing; the cause is the page's sentence already."""
    if lack.cure:
        nothing(lack.cure, *filter(None, [lack.command]))


@st.cache_resource(max_entries=4, show_spinner="Reading the run")
def _snapshot(runs: str, run: str, written: int, floor: int) -> Snapshot:  # noqa: ARG001 - names can be corrected
    """One snapshot for all sessions. A run's id covers neither names nor what came in since: a time is in the key."""
    return take(View(Results(Path(runs) / run), Viewer(min_group=floor)))


def _aside(workspace: Workspace, run: str, floor: int) -> None:
    """What is looked at, beside every page."""
    facts = (("Workspace", workspace.folder.name), ("Run", run), ("Hidden", f"groups under {floor} people"))
    items = "".join(f"<div><dt>{name}</dt><dd>{escape(text)}</dd></div>" for name, text in facts)
    with st.sidebar:
        st.html(f'<dl class="bw-details">{items}</dl>')


def _latest(workspace: Workspace, newest: Results, floor: int) -> Snapshot:
    try:
        return _snapshot(str(workspace.runs), newest.run, _written(newest.folder), floor)
    except BothwaysError as error:
        _broken(error)
    except OSError as error:
        _broken(UsageError(f"the run cannot be read ({error.strerror})", cure="run `bothways run` again"))


def _written(folder: Path) -> int:
    """When the run, or the ledger that says what became of it since, was last written."""
    ledger = Workspace(folder.parents[1]).ledger / "manifest.json"
    return max((folder / "manifest.json").stat().st_mtime_ns, ledger.stat().st_mtime_ns if ledger.exists() else 0)


@st.fragment(run_every=SECONDS_BETWEEN_LOOKS)
def _watch(workspace: Workspace, seen: str) -> None:
    """Says so when a newer run is there; the page changes only when its reader wants it to."""
    try:
        newest = results.latest(workspace.runs).run
    except (BothwaysError, OSError):
        return
    if newest != seen:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(f"A newer run is there ({newest}); this page still shows {seen}.")
            if st.button("Show the newer run", type="primary"):
                st.session_state["run"] = newest
                st.rerun()


def _no_run(workspace: Workspace, error: UsageError) -> NoReturn:
    if (workspace.runs / "latest").exists():
        _broken(error)
    header("Where are we closed?", "There is no run to show yet.")
    here = f"bothways -C {quote(str(workspace.folder))}"
    nothing(
        f"This page looks at {workspace.folder}. Read your files and analyse them, or try a made-up organisation:",
        f"{here} ingest people.csv interactions.csv\n{here} run",
        "bothways demo",
    )
    st.stop()


def _broken(error: BothwaysError) -> NoReturn:
    header("This workspace cannot be shown", f"{error.message}.")
    nothing("\n".join(filter(None, (error.where, error.cure))) or "The server's log says more.")
    st.stop()
