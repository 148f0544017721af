"""The tables of the registers, for SQLite and PostgreSQL.

``register_fact`` is append-only: triggers refuse change and removal, a second fact of one slot from the same day, a
correction of what is not there, and a certificate that leads to two persons. The rules stand in Python as well; the
schema keeps them against everybody else. No index of the large table begins with the municipality: without statistics,
planners would take it for selective and read everybody.

``register_load`` names bulk loads by the numbers of their rows. Until a load is swapped in, its rows are there but
belong to no register: ``VISIBLE`` leaves them out, and only they may be removed again. So are the feed's rows.
"""

from __future__ import annotations

from kofu.storage import Database, Vendor

TABLES = (
    """
    CREATE TABLE IF NOT EXISTS register_fact (
        municipality TEXT NOT NULL,
        sequence BIGINT NOT NULL CHECK (sequence > 0),
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        slot_key TEXT NOT NULL,
        belongs_to TEXT,
        valid_from TEXT NOT NULL CHECK (length(valid_from) = 10),
        recorded_at TEXT NOT NULL,
        payload TEXT,
        supersedes BIGINT CHECK (supersedes < sequence),
        PRIMARY KEY (sequence, municipality)
    )
    """,
    "CREATE INDEX IF NOT EXISTS register_fact_subject ON register_fact (subject, municipality)",
    "CREATE INDEX IF NOT EXISTS register_fact_group ON register_fact (belongs_to, municipality)",
    """
    CREATE UNIQUE INDEX IF NOT EXISTS register_fact_superseded_once
    ON register_fact (supersedes, municipality) WHERE supersedes IS NOT NULL
    """,
    """
    CREATE TABLE IF NOT EXISTS register_head (
        municipality TEXT PRIMARY KEY,
        last_sequence BIGINT NOT NULL,
        last_recorded_at TEXT
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS register_mark (
        municipality TEXT NOT NULL,
        register TEXT NOT NULL,
        sequence BIGINT NOT NULL,
        heard_at TEXT NOT NULL,
        PRIMARY KEY (municipality, register)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS register_load (
        municipality TEXT NOT NULL,
        first_sequence BIGINT NOT NULL,
        last_sequence BIGINT NOT NULL,
        operator TEXT NOT NULL,
        begun_at TEXT NOT NULL,
        swapped_at TEXT,
        PRIMARY KEY (municipality, first_sequence)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS feed_batch (
        municipality TEXT NOT NULL,
        source TEXT NOT NULL,
        number BIGINT NOT NULL CHECK (number > 0),
        digest TEXT NOT NULL CHECK (length(digest) = 64),
        previous TEXT NOT NULL CHECK (length(previous) = 64),
        made_at TEXT NOT NULL,
        registers TEXT NOT NULL,
        facts BIGINT NOT NULL,
        received_at TEXT NOT NULL,
        last_sequence BIGINT NOT NULL,
        PRIMARY KEY (municipality, source, number)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS feed_stop (
        municipality TEXT NOT NULL,
        number BIGINT NOT NULL,
        register TEXT NOT NULL,
        cause TEXT NOT NULL,
        source TEXT NOT NULL,
        batch BIGINT,
        stopped_at TEXT NOT NULL,
        PRIMARY KEY (municipality, number)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS feed_release (
        municipality TEXT NOT NULL,
        stop BIGINT NOT NULL,
        operator TEXT NOT NULL CHECK (length(operator) > 0),
        reason TEXT NOT NULL CHECK (length(reason) > 0),
        totals_digest TEXT NOT NULL,
        released_at TEXT NOT NULL,
        PRIMARY KEY (municipality, stop),
        FOREIGN KEY (municipality, stop) REFERENCES feed_stop (municipality, number)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS feed_refusal (
        municipality TEXT NOT NULL,
        number BIGINT NOT NULL,
        code TEXT NOT NULL,
        source TEXT,
        batch BIGINT,
        refused_at TEXT NOT NULL,
        PRIMARY KEY (municipality, number)
    )
    """,
)

VISIBLE = """NOT EXISTS (
    SELECT 1 FROM register_load loading
    WHERE loading.municipality = register_fact.municipality AND loading.swapped_at IS NULL
      AND register_fact.sequence BETWEEN loading.first_sequence AND loading.last_sequence)"""
"""Condition on ``register_fact`` that every reading statement carries"""

_OVERLAP = """
    EXISTS (SELECT 1 FROM register_fact held
            WHERE held.municipality = NEW.municipality AND held.subject = NEW.subject AND held.kind = NEW.kind
              AND held.slot_key = NEW.slot_key AND held.valid_from = NEW.valid_from
              AND held.sequence <> NEW.sequence
              AND (NEW.supersedes IS NULL OR held.sequence <> NEW.supersedes)
              AND (SELECT count(*) FROM register_fact later
                   WHERE later.municipality = held.municipality AND later.supersedes = held.sequence) = 0)
"""
_NOTHING_TO_CORRECT = """
    NEW.supersedes IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM register_fact held
        WHERE held.municipality = NEW.municipality AND held.sequence = NEW.supersedes
          AND held.subject = NEW.subject AND held.kind = NEW.kind AND held.slot_key = NEW.slot_key)
"""
_CARD_OF_TWO = """
    NEW.kind = 'link' AND NEW.belongs_to IS NOT NULL AND EXISTS (
        SELECT 1 FROM register_fact held
        WHERE held.municipality = NEW.municipality AND held.belongs_to = NEW.belongs_to
          AND held.subject <> NEW.subject)
"""
_RULES = (
    ("overlap", _OVERLAP, "REGISTER_OVERLAPPING_FACTS"),
    ("correction", _NOTHING_TO_CORRECT, "REGISTER_NOTHING_TO_CORRECT"),
    ("card", _CARD_OF_TWO, "REGISTER_CARD_OF_TWO_PERSONS"),
)
_APPEND_ONLY = "REGISTER_FACTS_ARE_APPEND_ONLY"
_KEPT_FEED = ("feed_batch", "feed_stop", "feed_release", "feed_refusal")
_IN_FORCE = """
    NOT EXISTS (SELECT 1 FROM register_load loading
                WHERE loading.municipality = OLD.municipality AND loading.swapped_at IS NULL
                  AND OLD.sequence BETWEEN loading.first_sequence AND loading.last_sequence)
"""
_REPLACING = """
    EXISTS (SELECT 1 FROM register_fact held
            WHERE held.municipality = NEW.municipality AND held.sequence = NEW.sequence)
"""
"""SQLite's REPLACE removes the old row without asking the trigger on removal."""


def statements(vendor: Vendor) -> tuple[str, ...]:
    """Everything that makes the tables and their triggers; running it again changes nothing."""
    return TABLES + (_sqlite_triggers() if vendor == "sqlite" else _postgresql_triggers())


def install(database: Database) -> None:
    """Make the tables in one transaction."""
    with database.transaction():
        for statement in statements(database.vendor):
            database.execute(statement)


def _sqlite_triggers() -> tuple[str, ...]:
    refusing = [
        f"CREATE TRIGGER IF NOT EXISTS register_fact_{name} BEFORE INSERT ON register_fact WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{code}'); END"
        for name, condition, code in (("replacing", _REPLACING, _APPEND_ONLY), *_RULES)
    ]
    keeping = [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{event.lower()} BEFORE {event} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{_APPEND_ONLY}'); END"
        for table, event, when in (
            ("register_fact", "UPDATE", ""),
            ("register_fact", "DELETE", f"WHEN {_IN_FORCE}"),
            *((table, event, "") for table in _KEPT_FEED for event in ("UPDATE", "DELETE")),
        )
    ]
    return (*refusing, *keeping)


def _postgresql_triggers() -> tuple[str, ...]:
    checks = "".join(f"IF {condition} THEN RAISE EXCEPTION '{code}'; END IF;\n" for _, condition, code in _RULES)
    return (
        # A plan made while the table was empty would read all of it for every row ever after.
        "CREATE OR REPLACE FUNCTION register_fact_check() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS "
        f"$$ BEGIN {checks} RETURN NEW; END $$",
        "CREATE OR REPLACE FUNCTION register_fact_keep() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_APPEND_ONLY}'; END $$",
        "CREATE OR REPLACE FUNCTION register_fact_remove() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {_IN_FORCE} THEN RAISE EXCEPTION '{_APPEND_ONLY}'; END IF; RETURN OLD; END $$",
        "CREATE OR REPLACE TRIGGER register_fact_insert BEFORE INSERT ON register_fact "
        "FOR EACH ROW EXECUTE FUNCTION register_fact_check()",
        "CREATE OR REPLACE TRIGGER register_fact_change BEFORE UPDATE ON register_fact "
        "FOR EACH ROW EXECUTE FUNCTION register_fact_keep()",
        "CREATE OR REPLACE TRIGGER register_fact_removal BEFORE DELETE ON register_fact "
        "FOR EACH ROW EXECUTE FUNCTION register_fact_remove()",
        *(
            f"CREATE OR REPLACE TRIGGER {table}_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION register_fact_keep()"
            for table in _KEPT_FEED
        ),
        "CREATE OR REPLACE TRIGGER register_fact_truncate BEFORE TRUNCATE ON register_fact "
        "FOR EACH STATEMENT EXECUTE FUNCTION register_fact_keep()",
    )
