"""Which account is whom, and which is nobody."""

from __future__ import annotations

import pyarrow as pa
import pytest

from graph import identity


def test_an_account_is_matched_as_written_and_an_address_without_case() -> None:
    owners = {"p1": "p1", "ann@x.org": "p1"}
    assert identity.aliases(["p1", "Ann@X.org", "ann@x.org", "P1", "zoe"], owners) == {
        "Ann@X.org": "p1",
        "ann@x.org": "p1",
    }


@pytest.mark.parametrize(
    "account", ["no-reply@x", "noreply", "build.bot@x", "MAILER-DAEMON@x", "notifications@x", "bot"]
)
def test_accounts_that_say_so_are_bots(account: str) -> None:
    assert identity.named_bot(account)


@pytest.mark.parametrize("account", ["abbot@x", "bottom.line@x", "talbot", "robothwell@x", "p0001"])
def test_people_whose_name_holds_the_letters_are_not(account: str) -> None:
    assert not identity.named_bot(account)


def test_a_silent_sender_writes_to_a_third_and_hears_from_nobody() -> None:
    assert identity.silent_sender(40, 0, 100)
    assert not identity.silent_sender(30, 0, 100)
    assert not identity.silent_sender(40, 1, 100)
    assert not identity.silent_sender(15, 0, 20)


def test_accounts_in_a_table_become_keys_and_those_of_nobody_stay() -> None:
    table = pa.table({"a": ["Ann@X.org", None, "zoe"], "b": [1, 2, 3]})
    found = identity.resolved(table, {"p1": "p1", "ann@x.org": "p1"}, "a")
    assert found.to_pydict() == {"a": ["p1", None, "zoe"], "b": [1, 2, 3]}
    assert found.schema == table.schema
