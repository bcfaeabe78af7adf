"""The catalogue's address apart from its password.

DuckDB and PostgreSQL repeat an address in their errors, and errors reach logs; what a password is
not in cannot tell it. Here: taking the two apart. Not here: connecting (`asset_locks.py`,
`lake_connection.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kj_assets.dagster_kit.store.settings import read_variable
from kj_assets.errors import BuildError


@dataclass(frozen=True)
class Address:
    """Where a catalogue is, as PostgreSQL takes it, and its password, empty if it has none."""

    place: str
    password: str = field(repr=False)


def read_address(variable: str) -> Address:
    """The address that an environment variable holds.

    Raises:
        BuildError: B011 the variable is not set; B013 PostgreSQL would not understand it, or take
            a part of the password for something else.
    """
    from psycopg2 import ProgrammingError
    from psycopg2.extensions import make_dsn, parse_dsn

    written = read_variable(variable)
    try:
        parts = parse_dsn(written)
    except ProgrammingError:
        # Its words repeat what it did not understand.
        parts = {}
    misread = "@" in parts.get("host", "") + parts.get("dbname", "")
    if not parts or misread or not parts.get("port", "0").isdecimal():
        raise BuildError(
            "B013",
            f"{variable} holds no address of PostgreSQL: it wants to be "
            "postgresql://user:password@host/base, where a password has %40 for @, %2F for /, "
            "%3A for : and %25 for %",
        ) from None
    password = parts.pop("password", "")
    return Address(make_dsn(**parts), password)
