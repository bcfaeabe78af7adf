"""One builder an asset at a time, among all machines: advisory locks of PostgreSQL.

PostgreSQL drops them when a connection ends, however it ends, so a killed builder holds nothing.
Who builds an asset holds it alone, and what it reads together with other readers: an input does
not change while something is made from it. All take locks in the same order, so two builders never
wait for each other in a circle.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from kj_assets.dagster_kit.store.address import Address
from kj_assets.errors import BuildError

# A machine that loses its power says no goodbye: its connection counts as gone after a minute.
KEEPALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
# Held while a new lake is made.
LAYOUT_LOCK = "(layout)"
HOLDER = """
SELECT application_name, pid FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND objsubid = 1
  AND ((classid::bigint << 32) | objid::bigint) = %s LIMIT 1
"""


class AssetLocks:
    """A connection to PostgreSQL that holds locks of one lake.

    Args:
        address: of the catalogue.
        scope: name of the lake.
        owner: who is building, told to whoever waits.
        say: receives one line when waiting starts.
    """

    def __init__(
        self, address: Address, scope: str, owner: str, say: Callable[[str], None]
    ) -> None:
        """Connect.

        Raises:
            BuildError: B013 PostgreSQL cannot be reached.
        """
        import psycopg2

        self.scope, self.say = scope, say
        try:
            # PostgreSQL cuts names at 63 bytes.
            self.connection = psycopg2.connect(
                address.place,
                password=address.password or None,
                application_name=owner[:63],
                **KEEPALIVE,
            )
        except psycopg2.OperationalError as error:
            raise BuildError("B013", f"the catalogue cannot be reached: {error}".strip()) from None
        self.connection.autocommit = True

    def close(self) -> None:
        """Drop every lock."""
        self.connection.close()

    def make_conflict_log(self) -> None:
        """Make the table in which write conflicts are counted, beside the lake's own."""
        self._do(f"CREATE SCHEMA IF NOT EXISTS {self.scope}_watch")
        self._do(
            f"CREATE TABLE IF NOT EXISTS {self.scope}_watch.conflict "
            "(met_at TIMESTAMPTZ DEFAULT now(), said TEXT)"
        )

    def note_conflict(self, said: str) -> None:
        """Count a write conflict."""
        self._do(f"INSERT INTO {self.scope}_watch.conflict (said) VALUES (%s)", said)

    def count_conflicts(self, days: int) -> int:
        """Write conflicts of the last days; every one was met by trying again."""
        query = f"SELECT count(*) FROM {self.scope}_watch.conflict "
        return int(
            self._ask(query + "WHERE met_at > now() - make_interval(days => %s)", days)[0][0]
        )

    @contextmanager
    def hold(
        self, alone: Collection[str], together: Collection[str] = (), *, quietly: bool = False
    ) -> Iterator[None]:
        """Hold some names alone and others together with other readers, waiting if need be.

        ``quietly`` where it is for a moment: nobody is told of waiting.
        """
        kinds = {self.number(name): "_shared" for name in together}
        kinds |= {self.number(name): "" for name in alone}
        try:
            for number in sorted(kinds):
                self._take(number, kinds[number], quietly)
            yield
        finally:
            if not self.connection.closed:
                self._ask("SELECT pg_advisory_unlock_all()")

    def _take(self, number: int, kind: str, quietly: bool) -> None:
        if self._ask(f"SELECT pg_try_advisory_lock{kind}(%s)", number)[0][0]:
            return
        if not quietly:
            self.say(f"waiting for {self._name_holder(number)}")
        self._ask(f"SELECT pg_advisory_lock{kind}(%s)", number)

    def _name_holder(self, number: int) -> str:
        holder = self._ask(HOLDER, number)
        if not holder:
            return "another build"
        return f"{holder[0][0]} (process {holder[0][1]} of PostgreSQL)"

    def number(self, name: str) -> int:
        """The number by which PostgreSQL knows a lock."""
        digest = hashlib.blake2b(f"{self.scope}:{name}".encode(), digest_size=8).digest()
        # PostgreSQL shows the two halves of a lock's number unsigned, so it stays positive.
        return int.from_bytes(digest, "big") >> 1

    def _do(self, statement: str, *values: Any) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)

    def _ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall()
