"""Ties as they come in: each pair once and in order, or refused with the cure; whoever holds a network can trust it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.errors import InputError, counted

LARGEST_TIE = 2**62
"""What one tie may add up to; twice as much still fits a whole number of 64 bits."""

Columns = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]


def check_columns(ties: pa.Table, schema: pa.Schema) -> None:
    """Refuses other columns than those of a schema: a NaN or half a contact has no place among whole numbers.

    Raises:
        InputError: A column is missing, or of another type.
    """
    wrong = [field for field in schema if ties.schema.get_field_index(field.name) < 0 or not _same(ties, field)]
    if wrong:
        raise InputError(
            f"ties need the columns {', '.join(f'{field.name} ({field.type})' for field in wrong)}",
            cure="give flows as whole numbers, 1 / TIE_SCALE of a contact each; leave out what is NaN or infinite",
        )


def _same(ties: pa.Table, field: pa.Field) -> bool:
    return bool(ties.schema.field(field.name).type == field.type and not ties[field.name].null_count)


def amounts(strength: NDArray[np.floating], scale: int) -> NDArray[np.int64]:
    """(m,) strengths in whole steps of 1 / scale.

    Raises:
        InputError: One is NaN, infinite or too large.
    """
    if endless := int(np.count_nonzero(~(np.abs(strength) * scale < LARGEST_TIE))):
        raise InputError(
            f"{counted(endless, 'strength is', 'strengths are')} NaN, infinite or above {LARGEST_TIE // scale:,d}",
            cure="give every tie a finite strength, and make all of them smaller where some are too large",
        )
    return np.rint(np.asarray(strength, np.float64) * scale).astype(np.int64)


def check_people(people: tuple[str, ...]) -> None:
    """Refuses keys out of order: who is looked up by key would be somebody else.

    Raises:
        InputError: A key comes before the one in front of it, or twice, or cannot be written as UTF-8.
    """
    check_texts(people)
    if any(one >= other for one, other in pairwise(people)):
        raise InputError("people are not in order, or somebody is there twice", cure="give tuple(sorted(set(people)))")


def check_texts(people: tuple[str, ...]) -> None:
    """Refuses keys that no file can hold.

    Raises:
        InputError: One has half of a pair of surrogates, which UTF-8 does not know.
    """
    try:
        "".join(people).encode()
    except UnicodeEncodeError as error:
        raise InputError(
            "a key cannot be written as UTF-8",
            cure="read the file it comes from with its own encoding: open(path, encoding=...)",
        ) from error


def check_attributes(people: int, attributes: pa.Table | None) -> None:
    """Refuses a person table that is of other people.

    Raises:
        InputError: It has more or fewer rows.
    """
    if attributes is not None and attributes.num_rows != people:
        raise InputError(
            f"the person table has {counted(attributes.num_rows, 'row', 'rows')} for {people:,d} people",
            cure="give one row for each of `people`, in their order; null where nothing is known",
        )


def check_ends(people: int, a: NDArray[np.integer], b: NDArray[np.integer], strength: NDArray[np.floating]) -> None:
    """Refuses ties that cannot be read, before anything is allocated for them.

    Raises:
        InputError: The columns differ in length, or an end is no number of a person.
    """
    if not len(a) == len(b) == len(strength):
        raise InputError(
            f"{len(a):,d} and {len(b):,d} ends and {len(strength):,d} strengths make no ties",
            cure="give one a, one b and one strength for each tie",
        )
    if len(a) and max(int(a.max()), int(b.max())) >= people:
        raise InputError(
            f"a tie ends at {max(int(a.max()), int(b.max())):,d}, and people have the numbers 0 to {people - 1:,d}",
            cure="number ends as they stand in `people`; below 0 is nobody",
        )


def tidy(a: NDArray[np.integer], b: NDArray[np.integer], onward: NDArray[np.int64], back: NDArray[np.int64]) -> Columns:
    """Ties in (a, b) order, a < b, each pair once.

    Ties with an end below 0, of somebody with themself and of strength 0 are left out; those of one pair are added up,
    whichever way round they come.

    Raises:
        InputError: An amount is below 0, or one tie adds up to more than `LARGEST_TIE`.
    """
    _check_amounts(onward, back)
    kept = np.flatnonzero((a >= 0) & (b >= 0) & (a != b) & (onward + back > 0))
    low, high = np.minimum(a[kept], b[kept]), np.maximum(a[kept], b[kept])
    if not _in_order(low, high):
        rows = np.lexsort((high, low))
        low, high, kept = low[rows], high[rows], kept[rows]
    turned = a[kept] > b[kept]
    onward, back = np.where(turned, back[kept], onward[kept]), np.where(turned, onward[kept], back[kept])
    return _added_up(low.astype(np.int32), high.astype(np.int32), onward, back)


def _in_order(a: NDArray[np.integer], b: NDArray[np.integer]) -> bool:
    return bool(((a[1:] > a[:-1]) | ((a[1:] == a[:-1]) & (b[1:] >= b[:-1]))).all())


def _check_amounts(onward: NDArray[np.int64], back: NDArray[np.int64]) -> None:
    if negative := int(np.count_nonzero((onward < 0) | (back < 0))):
        raise InputError(
            f"{counted(negative, 'tie is', 'ties are')} weaker than nothing",
            cure="correct the amounts below 0 that they are made of, or leave these ties out",
        )
    if int(np.count_nonzero(onward > LARGEST_TIE - back)):
        raise _too_large()


def _added_up(
    a: NDArray[np.int32], b: NDArray[np.int32], onward: NDArray[np.int64], back: NDArray[np.int64]
) -> Columns:
    """Rows of one pair, which stand together, as one."""
    again = (a[1:] == a[:-1]) & (b[1:] == b[:-1])
    if not again.any():
        return a, b, onward, back
    first = np.flatnonzero(np.append(True, ~again))
    exact, roughly = (np.add.reduceat(sums, first) for sums in (onward + back, onward.astype(np.float64) + back))
    if max(exact.max(), roughly.max()) > LARGEST_TIE:  # what is too large for `exact` is seen in the other
        raise _too_large()
    return a[first], b[first], np.add.reduceat(onward, first), np.add.reduceat(back, first)


def _too_large() -> InputError:
    return InputError(
        "a tie adds up to more than can be counted", cure="make the amounts smaller (`[channels] weights`)"
    )
