"""The key of the pseudonyms: made once, for the owner's eyes, and what it hides cannot be turned back without it."""

from pathlib import Path

import pyarrow as pa
import pytest

from bothways.exports.pseudonyms import KEY_BYTES, hider, secret
from graph.errors import GuardError

COLUMN = pa.chunked_array([["ada", "bo", None, "ada"]])


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "key"
    first = secret(path)
    assert len(first) == KEY_BYTES
    assert path.stat().st_mode & 0o777 == 0o600
    assert secret(path) == first


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    secret(path)
    path.chmod(0o644)
    with pytest.raises(GuardError, match="chmod 600"):
        secret(path)


@pytest.mark.parametrize("content", ["", "not hex", "ab" * 4])
def test_a_file_that_is_no_key_is_never_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.write_text(content, encoding="ascii")
    path.chmod(0o600)
    with pytest.raises(GuardError, match="not a key"):
        secret(path)
    assert path.read_text(encoding="ascii") == content


def test_one_person_has_one_pseudonym_and_null_stays_null() -> None:
    hidden = hider(b"k" * KEY_BYTES, "person")(COLUMN).to_pylist()
    assert hidden[0] == hidden[3] != hidden[1]
    assert hidden[2] is None
    assert "ada" not in hidden[0]


def test_another_key_or_another_kind_gives_other_pseudonyms() -> None:
    made = [
        hider(key, what)(COLUMN)[0].as_py()
        for key, what in ((b"k" * 32, "person"), (b"l" * 32, "person"), (b"k" * 32, "link"))
    ]
    assert len(set(made)) == 3
