"""The first tables.

Why: nothing was stored before.
What old rows get: there are none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "players",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_players")),
        sa.UniqueConstraint("name", name=op.f("uq_players_name")),
    )
    op.create_table(
        "prompt_sections",
        sa.Column("id", ID, nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("chat_role", sa.String(length=16), nullable=False),
        sa.Column("layer", ID, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("tokens", ID, nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_sections")),
        sa.UniqueConstraint("sha256", name=op.f("uq_prompt_sections_sha256")),
    )
    op.create_table(
        "spend_totals",
        sa.Column("payer", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("total", ID, nullable=False),
        sa.PrimaryKeyConstraint("payer", "period", name=op.f("pk_spend_totals")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "worlds",
        sa.Column("id", ID, nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worlds")),
        sa.UniqueConstraint("slug", name=op.f("uq_worlds_slug")),
    )
    op.create_table(
        "characters",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("world_id", ID, nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["world_id"], ["worlds.id"], name=op.f("fk_characters_world_id_worlds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_characters")),
        sa.UniqueConstraint("uid", name=op.f("uq_characters_uid")),
        sa.UniqueConstraint("world_id", "slug", name=op.f("uq_characters_world_id_slug")),
    )
    op.create_table(
        "world_versions",
        sa.Column("id", ID, nullable=False),
        sa.Column("world_id", ID, nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["world_id"], ["worlds.id"], name=op.f("fk_world_versions_world_id_worlds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_world_versions")),
        sa.UniqueConstraint("version", name=op.f("uq_world_versions_version")),
    )
    op.create_index(op.f("ix_world_versions_world_id"), "world_versions", ["world_id"], unique=False)
    op.create_table(
        "games",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("world_id", ID, nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("branch_id", ID, nullable=True),
        sa.Column("stakes", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["world_versions.version"], name=op.f("fk_games_version_world_versions")),
        sa.ForeignKeyConstraint(["world_id"], ["worlds.id"], name=op.f("fk_games_world_id_worlds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_games")),
        sa.UniqueConstraint("name", name=op.f("uq_games_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_games_uid")),
    )
    op.create_table(
        "branches",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("game_id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("fork_seq", ID, nullable=True),
        sa.Column("tip_seq", ID, nullable=False),
        sa.Column("tip_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("last_number", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name=op.f("fk_branches_game_id_games")),
        sa.ForeignKeyConstraint(["parent_id"], ["branches.id"], name=op.f("fk_branches_parent_id_branches")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branches")),
        sa.UniqueConstraint("game_id", "name", name=op.f("uq_branches_game_id_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_branches_uid")),
    )
    op.create_table(
        "seats",
        sa.Column("game_id", ID, nullable=False),
        sa.Column("character_id", ID, nullable=False),
        sa.Column("player_id", ID, nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["character_id"], ["characters.id"], name=op.f("fk_seats_character_id_characters")),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name=op.f("fk_seats_game_id_games")),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_seats_player_id_players")),
        sa.PrimaryKeyConstraint("game_id", "character_id", name=op.f("pk_seats")),
    )
    op.create_table(
        "section_players",
        sa.Column("game_id", ID, nullable=False),
        sa.Column("player", sa.String(length=200), nullable=False),
        sa.Column("section_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name=op.f("fk_section_players_game_id_games")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["prompt_sections.id"], name=op.f("fk_section_players_section_id_prompt_sections")
        ),
        sa.PrimaryKeyConstraint("game_id", "player", "section_id", name=op.f("pk_section_players")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sessions",
        sa.Column("id", ID, nullable=False),
        sa.Column("game_id", ID, nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("seed", sa.String(length=128), nullable=False),
        sa.Column("seed_hash", sa.String(length=128), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name=op.f("fk_sessions_game_id_games")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("game_id", "number", name=op.f("uq_sessions_game_id_number")),
    )
    op.create_index(
        "uq_sessions_open",
        "sessions",
        ["game_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "scenes",
        sa.Column("id", ID, nullable=False),
        sa.Column("game_id", ID, nullable=False),
        sa.Column("branch_id", ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("fence", ID, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_scenes_branch_id_branches")),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name=op.f("fk_scenes_game_id_games")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenes")),
        sa.UniqueConstraint("branch_id", "key", name=op.f("uq_scenes_branch_id_key")),
    )
    op.create_table(
        "segments",
        sa.Column("branch_id", ID, nullable=False),
        sa.Column("ancestor_id", ID, nullable=False),
        sa.Column("depth", ID, nullable=False),
        sa.Column("last_seq", ID, nullable=True),
        sa.ForeignKeyConstraint(["ancestor_id"], ["branches.id"], name=op.f("fk_segments_ancestor_id_branches")),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_segments_branch_id_branches")),
        sa.PrimaryKeyConstraint("branch_id", "ancestor_id", name=op.f("pk_segments")),
    )
    op.create_table(
        "states",
        sa.Column("branch_id", ID, nullable=False),
        sa.Column("entity", sa.String(length=160), nullable=False),
        sa.Column("path", sa.String(length=160), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("version", ID, nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_states_branch_id_branches")),
        sa.PrimaryKeyConstraint("branch_id", "entity", "path", name=op.f("pk_states")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "turns",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("game_id", ID, nullable=False),
        sa.Column("branch_id", ID, nullable=False),
        sa.Column("scene_id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("attempt", ID, nullable=False),
        sa.Column("redo_of", ID, nullable=True),
        sa.Column("choices", sa.Text(), nullable=True),
        sa.Column("ruling_source", sa.String(length=16), nullable=False),
        sa.Column("narration_source", sa.String(length=64), nullable=False),
        sa.Column("alternative", ID, nullable=False),
        sa.Column("alternatives", ID, nullable=False),
        sa.Column("commit_seq", ID, nullable=True),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("minutes", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_turns_branch_id_branches")),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name=op.f("fk_turns_game_id_games")),
        sa.ForeignKeyConstraint(["redo_of"], ["turns.id"], name=op.f("fk_turns_redo_of_turns")),
        sa.ForeignKeyConstraint(["scene_id"], ["scenes.id"], name=op.f("fk_turns_scene_id_scenes")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_turns_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
        sa.UniqueConstraint("branch_id", "number", name=op.f("uq_turns_branch_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_turns_uid")),
    )
    op.create_index(
        "ix_turns_unsettled",
        "turns",
        ["scene_id"],
        unique=False,
        sqlite_where=sa.text("stage <> 'settled'"),
        postgresql_where=sa.text("stage <> 'settled'"),
    )
    op.create_table(
        "windows",
        sa.Column("scene_id", ID, nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("start", ID, nullable=False),
        sa.ForeignKeyConstraint(["scene_id"], ["scenes.id"], name=op.f("fk_windows_scene_id_scenes")),
        sa.PrimaryKeyConstraint("scene_id", "role", name=op.f("pk_windows")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "commits",
        sa.Column("branch_id", ID, nullable=False),
        sa.Column("seq", ID, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("scene_id", ID, nullable=True),
        sa.Column("turn_id", ID, nullable=True),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_commits_branch_id_branches")),
        sa.ForeignKeyConstraint(["scene_id"], ["scenes.id"], name=op.f("fk_commits_scene_id_scenes")),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_commits_turn_id_turns")),
        sa.PrimaryKeyConstraint("branch_id", "seq", name=op.f("pk_commits")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "inputs",
        sa.Column("id", ID, nullable=False),
        sa.Column("game_id", ID, nullable=False),
        sa.Column("scene_id", ID, nullable=False),
        sa.Column("face", sa.String(length=32), nullable=False),
        sa.Column("source_id", sa.String(length=200), nullable=False),
        sa.Column("player", sa.String(length=200), nullable=False),
        sa.Column("character", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("skill", sa.String(length=64), nullable=True),
        sa.Column("turn_id", ID, nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name=op.f("fk_inputs_game_id_games")),
        sa.ForeignKeyConstraint(["scene_id"], ["scenes.id"], name=op.f("fk_inputs_scene_id_scenes")),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_inputs_turn_id_turns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inputs")),
        sa.UniqueConstraint("game_id", "face", "source_id", name=op.f("uq_inputs_game_id_face_source_id")),
    )
    op.create_index(
        "ix_inputs_waiting",
        "inputs",
        ["scene_id"],
        unique=False,
        sqlite_where=sa.text("turn_id IS NULL"),
        postgresql_where=sa.text("turn_id IS NULL"),
    )
    op.create_table(
        "model_calls",
        sa.Column("id", ID, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("game_id", ID, nullable=True),
        sa.Column("campaign", sa.String(length=64), nullable=True),
        sa.Column("scene_id", ID, nullable=True),
        sa.Column("turn_id", ID, nullable=True),
        sa.Column("player", sa.String(length=200), nullable=True),
        sa.Column("payer", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("content_tag", sa.String(length=64), nullable=False),
        sa.Column("data_policy", sa.String(length=16), nullable=False),
        sa.Column("backend", sa.String(length=32), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("maker", sa.String(length=64), nullable=False),
        sa.Column("open_weight", sa.Boolean(), nullable=True),
        sa.Column("attempt", ID, nullable=False),
        sa.Column("asking", ID, nullable=False),
        sa.Column("continues", ID, nullable=True),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("prompt_estimate", ID, nullable=False),
        sa.Column("max_tokens", ID, nullable=False),
        sa.Column("tools_offered", ID, nullable=False),
        sa.Column("tools_called", ID, nullable=False),
        sa.Column("prompt_tokens", ID, nullable=True),
        sa.Column("cached_tokens", ID, nullable=True),
        sa.Column("completion_tokens", ID, nullable=True),
        sa.Column("reasoning_tokens", ID, nullable=True),
        sa.Column("reserved_cost", ID, nullable=True),
        sa.Column("cost", ID, nullable=True),
        sa.Column("first_token_ms", ID, nullable=True),
        sa.Column("latency_ms", ID, nullable=True),
        sa.Column("finish_reason", sa.String(length=64), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["continues"], ["model_calls.id"], name=op.f("fk_model_calls_continues_model_calls")),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name=op.f("fk_model_calls_game_id_games")),
        sa.ForeignKeyConstraint(["scene_id"], ["scenes.id"], name=op.f("fk_model_calls_scene_id_scenes")),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_model_calls_turn_id_turns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_calls")),
    )
    op.create_index("ix_model_calls_game_id", "model_calls", ["game_id"], unique=False)
    op.create_index(
        "ix_model_calls_reserved",
        "model_calls",
        ["turn_id"],
        unique=False,
        sqlite_where=sa.text("status = 'reserved'"),
        postgresql_where=sa.text("status = 'reserved'"),
    )
    op.create_index("ix_model_calls_turn_id", "model_calls", ["turn_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("turn_id", ID, nullable=False),
        sa.Column("part", ID, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_outbox_turn_id_turns")),
        sa.PrimaryKeyConstraint("turn_id", "part", name=op.f("pk_outbox")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rolls",
        sa.Column("id", ID, nullable=False),
        sa.Column("game_id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("turn_id", ID, nullable=True),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("attempt", ID, nullable=False),
        sa.Column("source_ids", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("rolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name=op.f("fk_rolls_game_id_games")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_rolls_session_id_sessions")),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_rolls_turn_id_turns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rolls")),
    )
    op.create_index(
        "ix_rolls_table",
        "rolls",
        ["game_id"],
        unique=False,
        sqlite_where=sa.text("turn_id IS NULL"),
        postgresql_where=sa.text("turn_id IS NULL"),
    )
    op.create_index("ix_rolls_turn_id", "rolls", ["turn_id"], unique=False)
    op.create_table(
        "undos",
        sa.Column("turn_id", ID, nullable=False),
        sa.Column("branch_id", ID, nullable=False),
        sa.Column("seq", ID, nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_undos_branch_id_branches")),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_undos_turn_id_turns")),
        sa.PrimaryKeyConstraint("turn_id", "branch_id", name=op.f("pk_undos")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "texts",
        sa.Column("id", ID, nullable=False),
        sa.Column("turn_id", ID, nullable=True),
        sa.Column("input_id", ID, nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["input_id"], ["inputs.id"], name=op.f("fk_texts_input_id_inputs")),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_texts_turn_id_turns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_texts")),
    )
    op.create_index(
        "uq_texts_input",
        "texts",
        ["input_id"],
        unique=True,
        sqlite_where=sa.text("input_id IS NOT NULL"),
        postgresql_where=sa.text("input_id IS NOT NULL"),
    )
    op.create_index(
        "uq_texts_turn",
        "texts",
        ["turn_id", "kind", "position", "role"],
        unique=True,
        sqlite_where=sa.text("turn_id IS NOT NULL"),
        postgresql_where=sa.text("turn_id IS NOT NULL"),
    )
    op.create_table(
        "turn_inputs",
        sa.Column("turn_id", ID, nullable=False),
        sa.Column("position", ID, autoincrement=False, nullable=False),
        sa.Column("input_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["input_id"], ["inputs.id"], name=op.f("fk_turn_inputs_input_id_inputs")),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_turn_inputs_turn_id_turns")),
        sa.PrimaryKeyConstraint("turn_id", "position", name=op.f("pk_turn_inputs")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_turn_inputs_input_id", "turn_inputs", ["input_id"], unique=False)


def downgrade() -> None:
    op.drop_table("turn_inputs")
    op.drop_table("texts")
    op.drop_table("undos")
    op.drop_table("rolls")
    op.drop_table("outbox")
    op.drop_table("model_calls")
    op.drop_table("inputs")
    op.drop_table("commits")
    op.drop_table("windows")
    op.drop_table("turns")
    op.drop_table("states")
    op.drop_table("segments")
    op.drop_table("scenes")
    op.drop_table("sessions")
    op.drop_table("section_players")
    op.drop_table("seats")
    op.drop_table("branches")
    op.drop_table("games")
    op.drop_table("world_versions")
    op.drop_table("characters")
    op.drop_table("worlds")
    op.drop_table("spend_totals")
    op.drop_table("prompt_sections")
    op.drop_table("players")
