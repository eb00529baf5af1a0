"""A link as a card: both directions side by side. Plain HTML, every word escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from dashboard.views.links import GAP_WEIGHT, Card, Direction


def draw(cards: Iterable[Card]) -> None:
    """Draws the cards one below the other."""
    st.html("".join(as_html(card) for card in cards))


def as_html(card: Card) -> str:
    """One card."""
    both = f'<span class="bw-both" aria-label="and">{card.sign}</span>'
    title = (
        f'<h3><span class="bw-rank">{card.rank}</span>{escape(card.a)} <small>{escape(card.unit_a)}</small>'
        f"{both}{escape(card.b)} <small>{escape(card.unit_b)}</small></h3>"
    )
    ways = "".join(_way(direction) for direction in card.directions) or _introduction()
    facts = (
        ("Exchange of three", card.exchange),
        ("Crosses", ", ".join(card.crossed)),
        ("Common ground", card.ground),
        ("Gap weight", card.gap),
        ("Plausibility", card.plausibility),
        ("Takes", card.hours),
        ("State", card.state),
    )
    foot = "".join(f"<li{_help(name)}><b>{name}:</b> {escape(text)}</li>" for name, text in facts if text)
    return f'<article class="bw-card">{title}<div class="bw-ways">{ways}</div><ul class="bw-foot">{foot}</ul></article>'


def _help(name: str) -> str:
    """What a fact means, for whoever points at it."""
    return f' class="bw-help-text" title="{escape(GAP_WEIGHT)}"' if name == "Gap weight" else ""


def _way(direction: Direction) -> str:
    return (
        f'<div class="bw-way"><p>{escape(direction.teacher)} teaches {escape(direction.learner)}</p>'
        f'<p class="bw-skill">{escape(direction.skill)}</p>'
        f'<p class="bw-quiet">Known from: {escape(direction.offer)}</p>'
        f'<p class="bw-quiet">{escape(direction.learner)} {escape(direction.wish)}</p></div>'
    )


def _introduction() -> str:
    return (
        '<div class="bw-way"><p class="bw-skill">An introduction</p><p class="bw-quiet">No skill is known yet, so no '
        "lesson is claimed. It becomes a two-way link once both have named something to teach and to learn.</p></div>"
    )
