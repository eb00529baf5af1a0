"""Which account is whom, and which account is no person at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

SENDS_TO = 0.30
HEARS_FROM = 0.01
FEWEST_RECIPIENTS = 20

_NAMED_BOT = re.compile(
    r"(^|[._\-+])(no-?reply|do-?not-?reply|mailer-daemon|postmaster|bot|notifications?|newsletter)([._\-+@\d]|$)"
)


def aliases(accounts: Iterable[str], owners: Mapping[str, str]) -> dict[str, str]:
    """Accounts that are another key of a person, and that person's key.

    Args:
        accounts: Accounts seen in contacts.
        owners: Account to person, from `roster.accounts`; addresses in lower case.
    """
    found = {account: owners.get(account) or owners.get(_address(account)) for account in accounts}
    return {account: person for account, person in sorted(found.items()) if person and person != account}


def resolved(table: pa.Table, owners: Mapping[str, str], *columns: str) -> pa.Table:
    """The table with people's keys wherever an account of theirs stands in one of the columns.

    Args:
        table: Facts, or anything else that names people; accounts of nobody stay as they are.
        owners: Account to person, from `roster.accounts`.
        columns: Names of columns of text.
    """
    for name in columns:
        given = table[name]
        other = aliases(given.drop_null().unique().to_pylist(), owners)
        place = pc.index_in(given, pa.array(other.keys(), pa.string()))
        keys = pc.coalesce(pc.take(pa.array(other.values(), pa.string()), place), given)
        table = table.set_column(table.schema.get_field_index(name), table.schema.field(name), keys)
    return table


def _address(account: str) -> str:
    """An address in lower case; keys of other kinds are compared as they are written."""
    return account.lower() if "@" in account else account


def named_bot(account: str) -> bool:
    """Whether an account's own name says that nobody reads there (no-reply, mailer-daemon, bot ...)."""
    return bool(_NAMED_BOT.search(account.lower()))


def silent_sender(sent_to: int, heard_from: int, accounts: int) -> bool:
    """Whether an account sends to more than 30 % of all accounts and hears back from less than 1 % of them.

    Args:
        sent_to: Distinct accounts it wrote to.
        heard_from: Those of them that wrote back.
        accounts: All accounts seen.
    """
    return sent_to >= FEWEST_RECIPIENTS and sent_to > SENDS_TO * accounts and heard_from < HEARS_FROM * sent_to
