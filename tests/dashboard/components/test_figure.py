import pyarrow as pa

from dashboard.components.figure import as_csv


def test_a_file_opens_in_a_spreadsheet_with_its_letters_right():
    assert as_csv(pa.table({"name": ["Zoë"], "n": [1]})) == b'\xef\xbb\xbf"name","n"\n"Zo\xc3\xab",1\n'


def test_a_text_that_a_spreadsheet_would_run_is_made_harmless():
    table = pa.table({"name": ["=HYPERLINK(1)", "+1", "@x", "fine", None], "n": [-1, 2, 3, 4, 5]})
    lines = as_csv(table).decode("utf-8-sig").splitlines()
    assert lines[1:] == ['"\'=HYPERLINK(1)",-1', '"\'+1",2', '"\'@x",3', '"fine",4', ",5"]
