"""Memory: who witnessed which turn, old chats that are brought along, and the index that both are found by.

Why: what a character recalls is what they witnessed or were told; and what is recalled is found among everything that was
ever said, not among the latest turns.
What old rows get: of an old turn the non-player characters who were there are known (its outcome names them), and so are
the characters whose words it answers; they are kept as its witnesses. Which other player characters stood by is not known:
of a game whose party was always together it was all of them, so every player character that the game has ever had is
added. Turns of which nothing is known get no row, and count as witnessed by the whole party. `retellings` begins at 0.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("games", sa.Column("retellings", _ID, nullable=False, server_default="0"))
    op.create_index("ix_turns_game_id", "turns", ["game_id", "id"])
    _witnesses()
    _archives()
    op.create_table(
        "recall_segments",
        sa.Column("game_id", _ID, nullable=False),
        sa.Column("origin", sa.String(length=8), nullable=False),
        sa.Column("first_id", _ID, autoincrement=False, nullable=False),
        sa.Column("version", _ID, autoincrement=False, nullable=False),
        sa.Column("last_id", _ID, nullable=False),
        sa.Column("documents", _ID, nullable=False),
        sa.Column("stamp", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name=op.f("fk_recall_segments_game_id_games")),
        sa.PrimaryKeyConstraint("game_id", "origin", "first_id", "version", name=op.f("pk_recall_segments")),
    )
    _fill()


def _witnesses() -> None:
    op.create_table(
        "witnesses",
        sa.Column("turn_id", _ID, nullable=False),
        sa.Column("character", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_witnesses_turn_id_turns")),
        sa.PrimaryKeyConstraint("turn_id", "character", name=op.f("pk_witnesses")),
        sqlite_with_rowid=False,
    )


def _archives() -> None:
    op.create_table(
        "archives",
        sa.Column("id", _ID, nullable=False),
        sa.Column("game_id", _ID, nullable=False),
        sa.Column("number", _ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("characters", sa.Text(), nullable=True),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lines", _ID, nullable=True),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name=op.f("fk_archives_game_id_games")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archives")),
        sa.UniqueConstraint("game_id", "number", name=op.f("uq_archives_game_id_number")),
        sa.UniqueConstraint("game_id", "sha256", name=op.f("uq_archives_game_id_sha256")),
    )
    op.create_table(
        "archive_lines",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("archive_id", _ID, nullable=False),
        sa.Column("number", _ID, nullable=False),
        sa.Column("speaker", sa.String(length=200), nullable=False),
        sa.Column("is_player", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["archive_id"], ["archives.id"], name=op.f("fk_archive_lines_archive_id_archives")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_lines")),
    )
    op.create_index("uq_archive_lines_number", "archive_lines", ["archive_id", "number"], unique=True)


_PARTY = sa.text(
    "SELECT DISTINCT games.id AS game, states.entity AS entity FROM states "
    "JOIN branches ON branches.id = states.branch_id JOIN games ON games.id = branches.game_id "
    "WHERE states.path = 'playing'"
)
_PRESENT = sa.text(
    "SELECT turns.id AS turn, turns.game_id AS game, texts.body AS body FROM turns "
    "LEFT JOIN texts ON texts.turn_id = turns.id AND texts.kind = 'outcome' AND texts.role = '' AND texts.position = 0 "
    "WHERE turns.commit_seq IS NOT NULL AND turns.id > :after ORDER BY turns.id LIMIT 2000"
)
_SPOKE = sa.text(
    "SELECT DISTINCT turn_inputs.turn_id AS turn, inputs.character AS who FROM turn_inputs "
    "JOIN inputs ON inputs.id = turn_inputs.input_id "
    "WHERE inputs.character IS NOT NULL AND turn_inputs.turn_id > :after AND turn_inputs.turn_id <= :last"
)
_PUT = sa.text("INSERT INTO witnesses (turn_id, character) VALUES (:turn, :who)")


def _fill() -> None:
    link = op.get_bind()
    party: dict[int, set[str]] = {}
    for row in link.execute(_PARTY):
        party.setdefault(row.game, set()).add(row.entity.removeprefix("character:"))
    after = 0
    while rows := link.execute(_PRESENT, {"after": after}).all():
        there = {row.turn: party.get(row.game, set()) | _named(row.body) for row in rows}
        for row in link.execute(_SPOKE, {"after": after, "last": rows[-1].turn}):
            if row.turn in there:
                there[row.turn] = there[row.turn] | {row.who}
        found = [{"turn": turn, "who": who} for turn, people in there.items() for who in sorted(people)]
        if found:
            link.execute(_PUT, found)
        after = rows[-1].turn


def _named(body: str | None) -> set[str]:
    """Who was there, as an outcome tells it; nobody if it was erased or cannot be read."""
    try:
        present = json.loads(body or "{}").get("present", [])
    except (ValueError, AttributeError):
        return set()
    return {who for who in present if isinstance(who, str) and len(who) <= 64} if isinstance(present, list) else set()
