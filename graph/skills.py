"""What people can teach and want to learn: offers, stated wishes, and wishes inferred for people who stated none.

A stated wish always wins. An inferred one weighs at most half of an ordinary stated wish and is worded "could learn";
an assumed one, where nothing speaks for any skill, weighs less still.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import scipy.sparse as sp
from numpy.typing import NDArray

from graph.arrays import Lookup
from graph.boundaries import Boundary
from graph.network import Network
from graph.roster import People

HOLDS = 3.0
"""Strength from which somebody counts as holding a skill and may teach it."""
LACKS = 2.0
"""Below this strength a skill may be suggested to somebody who stated no wish."""
STATED, INFERRED, ASSUMED = 1, 2, 3
"""Where a wish comes from, as kept in `Skills.basis`."""
BASES = {STATED: "stated", INFERRED: "inferred", ASSUMED: "assumed"}

_FEW = 5.0  # holders and contacts that are added to a denominator, so that a few of them prove little
_WISHES = 5  # inferred wishes a person
_INFERRED, _ASSUMED = 0.3, 0.15  # the largest weight of each
_CHUNK = 4_000_000  # cells of a person-by-skill table that are held at once
EVIDENCE = ("attested", "observed", "declared")
"""Kinds of evidence; the first one is shown among equally strong facts."""


@dataclass(frozen=True, eq=False)
class Skills:
    """Who offers and who wishes what. Rows are people in the network's order, columns skills in name order.

    Attributes:
        names: (s,) skill names, sorted.
        offers: (n, s) strength of each offer, 1..5; the strongest where several sources speak.
        wishes: (n, s) weight of each wish, in (0, 1].
        basis: (n, s) STATED, INFERRED or ASSUMED, wherever `wishes` has a value.
        evidence: One row a stated fact: person, skill (indices), wish (0 or 1), evidence, strength, as_of (days since
            1970), source (as the table itself names it); sorted by wish, person, skill, then the strongest and the
            newest first.
    """

    names: tuple[str, ...]
    offers: sp.csr_array
    wishes: sp.csr_array
    basis: sp.csr_array
    evidence: pa.Table

    @property
    def any_offer(self) -> bool:
        """Whether anybody offers anything; without it only introductions can be made."""
        return bool(self.offers.nnz)

    def holders(self) -> sp.csr_array:
        """(n, s) 1.0 where a person holds a skill well enough to teach it."""
        return at_least(self.offers, HOLDS)

    def facts_of(
        self, people: NDArray[np.integer], skills: NDArray[np.integer], *, wish: bool
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where in `evidence` the stated facts behind offers or wishes stand: from first[i] up to, not with, last[i].

        The strongest stands first; first equals last where a wish was inferred.
        """
        wanted = (int(wish) * self.offers.shape[0] + people.astype(np.int64)) * len(self.names) + skills
        return np.searchsorted(self._places, wanted, side="left"), np.searchsorted(self._places, wanted, side="right")

    @property
    def stated(self) -> sp.csr_array:
        """(n, s) 1.0 for each stated wish."""
        marked = self.basis.copy().astype(np.float64)
        marked.data = (self.basis.data == STATED).astype(np.float64)
        return marked

    def wish_of(self, people: NDArray[np.integer], skills: NDArray[np.integer]) -> NDArray[np.float64]:
        """W of each person and skill, 0 without a wish."""
        return Lookup(self.wishes)(people, skills)

    def basis_of(self, people: NDArray[np.integer], skills: NDArray[np.integer]) -> NDArray[np.int8]:
        """Where each wish comes from: STATED, INFERRED, ASSUMED, or 0 where nobody knows of a wish."""
        return self._bases(people, skills).astype(np.int8)

    @cached_property
    def _bases(self) -> Lookup:
        return Lookup(self.basis)

    @cached_property
    def _places(self) -> NDArray[np.int64]:
        columns = (self.evidence[name].to_numpy().astype(np.int64) for name in ("wish", "person", "skill"))
        wish, person, skill = columns
        places: NDArray[np.int64] = (wish * self.offers.shape[0] + person) * len(self.names) + skill
        return places


def at_least(matrix: sp.csr_array, strength: float) -> sp.csr_array:
    """The matrix with 1.0 where a value is at least `strength`, nothing elsewhere."""
    marked = matrix.copy()
    marked.data = (matrix.data >= strength).astype(np.float64)
    marked.eliminate_zeros()
    return marked


def read(people: People, facts: pa.Table) -> Skills:
    """Offers and stated wishes.

    Args:
        people: Whose skills are wanted; facts on anybody else, and on unresolved accounts, are left out.
        facts: Table of schema `facts.SKILLS`, in any order; under which name a file was loaded does not matter.
    """
    known = np.flatnonzero(people.known)
    place = pc.index_in(facts["person"], pa.array(people.keys, pa.string()))
    facts = facts.append_column("row", place).filter(pc.is_in(place, pa.array(known, pa.int32())))
    names = tuple(sorted(facts["skill"].unique().to_pylist()))
    evidence = _evidence(facts, names)
    shape = (len(people.keys), len(names))
    offers, wishes = _strongest(evidence, shape, wish=0), _strongest(evidence, shape, wish=1)
    wishes.data = wishes.data / 5
    basis = wishes.copy().astype(np.int8)
    basis.data[:] = STATED
    return Skills(names, offers, wishes, basis, evidence)


def _evidence(facts: pa.Table, names: tuple[str, ...]) -> pa.Table:
    """The facts by indices, in an order that does not depend on the order they came in."""
    skill = pc.index_in(facts["skill"], pa.array(names, pa.string()))
    rows = {
        "person": facts["row"],
        "skill": skill,
        "wish": pc.equal(facts["kind"], "wish").cast(pa.int8()),
        "evidence": facts["evidence"],
        "strength": facts["strength"],
        "as_of": facts["as_of"],
        "source": facts["origin"],
        "_kind": pc.index_in(facts["evidence"], pa.array(EVIDENCE)),
    }
    order = [("wish", "ascending"), ("person", "ascending"), ("skill", "ascending"), ("strength", "descending")]
    order += [("_kind", "ascending"), ("as_of", "descending"), ("source", "ascending")]
    return pa.table(rows).sort_by(order).drop_columns("_kind")


def _strongest(evidence: pa.Table, shape: tuple[int, int], *, wish: int) -> sp.csr_array:
    rows = evidence.filter(pc.equal(evidence["wish"], wish))
    person, skill = rows["person"].to_numpy().astype(np.int64), rows["skill"].to_numpy().astype(np.int64)
    # Sorted by person and skill, the strongest first: the first of each is the one that counts.
    _, first = np.unique(person * max(1, shape[1]) + skill, return_index=True)
    matrix = sp.csr_array((rows["strength"].to_numpy()[first], (person[first], skill[first])), shape=shape)
    matrix.sort_indices()
    return matrix


def rarity(skills: Skills, units: Boundary) -> NDArray[np.float64]:
    """How rare each skill is at home: r = 1 - (h + .5) / (n_u + 1), h holders among the n_u people of a unit.

    Returns:
        (units + 1, s) in (0, 1); the last row, .5, is for people without a unit (index -1).
    """
    people = np.flatnonzero(units.codes >= 0)
    shape = (len(units.groups), skills.offers.shape[0])
    membership = sp.csr_array((np.ones(len(people)), (units.codes[people], people)), shape=shape)
    holders = (membership @ skills.holders()).toarray()
    known = 1 - (holders + 0.5) / (units.sizes()[:, None] + 1)
    return np.vstack((known, np.full((1, len(skills.names)), 0.5)))


def infer(skills: Skills, network: Network, units: Boundary, people: NDArray[np.bool_]) -> Skills:
    """Adds wishes for those of `people` who stated none (definitions, section 4).

    q = 1 - (1 - P1)(1 - P2), P1 from skills that go with what a person has, P2 from what their contacts in other units
    hold and their own unit does not. The best 5 get the weight .3 q / max q; where every q is 0 the 5 skills rarest at
    home get .15 and are marked as assumed.

    Args:
        skills: As read.
        network: Whose contacts count.
        units: Units as given.
        people: (n,) who may get inferred wishes.
    """
    asking = np.flatnonzero(people & (np.diff(skills.wishes.indptr) == 0))
    if not len(asking) or not skills.any_offer:
        return skills
    rare = rarity(skills, units)
    taught = skills.holders().sum(axis=0) > 0
    guesses = [
        _guess(rows, lacking & taught, urge, rare[units.codes[rows]])
        for rows, lacking, urge in _urges(skills, network, units, rare, asking)
    ]
    person, skill, weight, basis = (np.concatenate(parts) for parts in zip(*guesses, strict=True))
    wishes = skills.wishes + sp.csr_array((weight, (person, skill)), shape=skills.wishes.shape)
    marks = skills.basis + sp.csr_array((basis, (person, skill)), shape=skills.basis.shape)
    wishes.sort_indices()
    marks.sort_indices()
    return replace(skills, wishes=wishes, basis=marks.astype(np.int8))


def _urges(
    skills: Skills, network: Network, units: Boundary, rare: NDArray[np.float64], asking: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.float64]]]:
    """Per chunk of people: their rows, which skills they lack, and q of each."""
    goes_with, elsewhere = _goes_with(skills), _contacts_elsewhere(network, units)
    holders = skills.holders()
    step = max(1, _CHUNK // max(1, len(skills.names)))
    for start in range(0, len(asking), step):
        rows = asking[start : start + step]
        own = skills.offers[rows]
        contacts = elsewhere[rows]
        heard = (contacts @ holders).toarray() / (contacts.sum(axis=1)[:, None] + _FEW)
        p1, p2 = _strongest_companion(own, goes_with), heard * rare[units.codes[rows]]
        # Rounded, so that equal reasons stay equal whatever the machine's last bit.
        yield rows, own.toarray() < LACKS, np.round(1 - (1 - p1) * (1 - p2), 12)


def _goes_with(skills: Skills) -> NDArray[np.float64]:
    """(s, s) n_ts / (n_t + 5): how far holding skill t speaks for skill s; 0 on the diagonal."""
    holders = skills.holders()
    together = (holders.T @ holders).toarray()
    share: NDArray[np.float64] = together / (together.diagonal()[:, None] + _FEW)
    np.fill_diagonal(share, 0)
    return share


def _strongest_companion(own: sp.csr_array, goes_with: NDArray[np.float64]) -> NDArray[np.float64]:
    """(rows, s) P1 = max over the skills t of a person of goes_with[t, s]."""
    best = np.zeros(own.shape)
    by_skill = own.tocsc()
    for skill in np.flatnonzero(np.diff(by_skill.indptr)):
        rows = by_skill.indices[by_skill.indptr[skill] : by_skill.indptr[skill + 1]]
        best[rows] = np.maximum(best[rows], goes_with[skill])
    return best


def _contacts_elsewhere(network: Network, units: Boundary) -> sp.csr_array:
    """(n, n) sparse 1.0 for each tie between people of different units."""
    across = units.across(network.a, network.b)
    a, b = network.a[across], network.b[across]
    n = len(network.people)
    return sp.csr_array((np.ones(2 * len(a)), (np.concatenate((a, b)), np.concatenate((b, a)))), shape=(n, n))


def _guess(
    rows: NDArray[np.int64], open_: NDArray[np.bool_], urge: NDArray[np.float64], rare: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.int8]]:
    """Inferred wishes of a chunk: person, skill, weight, basis. Equal skills go by name."""
    urge = np.where(open_, urge, 0)
    top = urge.max(axis=1, keepdims=True)
    silent = top == 0
    value = np.where(silent, np.where(open_, rare, 0), urge)
    best = np.argsort(-value, axis=1, kind="stable")[:, :_WISHES]
    chosen = np.take_along_axis(value, best, axis=1)
    scaled = _INFERRED * chosen / np.where(silent, 1, top)
    weight = np.where(silent, _ASSUMED, np.round(scaled, 12))
    basis = np.broadcast_to(np.where(silent, ASSUMED, INFERRED), best.shape)
    row, column = np.nonzero(chosen > 0)
    return rows[row], best[row, column], weight[row, column], basis[row, column].astype(np.int8)
