"""From files people have to facts: read any table, recognise its columns, check its rows, stage them in the ledger."""
