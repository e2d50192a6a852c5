"""Tables of play: inputs, turns, erasable texts, rolls, the outbox, and the transcript windows."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String, Text, UniqueConstraint

from gm.store.rows import Base, Id, Mapped, UtcTime, kind, mapped_column, partial_index, table_of


class InputRow(Base):
    """What a player sent; their words are in `texts`."""

    __tablename__ = "inputs"
    __table_args__ = (
        UniqueConstraint("game_id", "face", "source_id"),
        partial_index("ix_inputs_waiting", "scene_id", where="turn_id IS NULL"),
        kind("ledger"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the input, in order of arrival.")
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), doc="The game.")
    scene_id: Mapped[int] = mapped_column(ForeignKey("scenes.id"), doc="The scene that it was sent to.")
    face: Mapped[str] = mapped_column(String(32), doc="Where it came from: terminal, discord, web.")
    source_id: Mapped[str] = mapped_column(String(200), doc="The face's own id of it: the same one is the same input.")
    player: Mapped[str] = mapped_column(String(200), doc="Who sent it: the player's id at their face.")
    character: Mapped[str | None] = mapped_column(String(64), doc="Id of the character who acts. NULL: none.")
    kind: Mapped[str] = mapped_column(String(8), doc="`do`, `say`, `ooc`, `check`, or `gm` (a game master's hand).")
    skill: Mapped[str | None] = mapped_column(String(64), doc="The skill asked for by name. NULL: none was.")
    addressee: Mapped[str | None] = mapped_column(
        String(200), doc="Name of whom it is said to. NULL: nobody was picked."
    )
    turn_id: Mapped[int | None] = mapped_column(
        ForeignKey("turns.id"), doc="The turn that answers it (the latest, after a redo). NULL: it waits."
    )
    own_post: Mapped[bool | None] = mapped_column(
        Boolean, doc="Whether it stands in a message of the player's own, to edit or delete. NULL: not known."
    )
    received_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was received.")
    withdrawn_at: Mapped[datetime | None] = mapped_column(
        UtcTime, doc="When the player took it back, before it was ruled: no turn answers it. NULL: it stands."
    )


class TurnRow(Base):
    """One beat, and how far it has come."""

    __tablename__ = "turns"
    __table_args__ = (
        UniqueConstraint("branch_id", "number"),
        partial_index("ix_turns_unsettled", "scene_id", where="stage <> 'settled'"),
        Index("ix_turns_game_id", "game_id", "id"),
        kind("ledger"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the turn in this database.")
    uid: Mapped[str] = mapped_column(String(64), unique=True, doc="Identity, hex: the dice are drawn with it.")
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), doc="The game.")
    branch_id: Mapped[int] = mapped_column(ForeignKey("branches.id"), doc="The branch that it was played on.")
    scene_id: Mapped[int] = mapped_column(ForeignKey("scenes.id"), doc="The scene.")
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), doc="The sitting whose seed it draws from.")
    number: Mapped[int] = mapped_column(
        Id,
        doc="Counts the turns of the lineage from 1; never used twice. Below 0: it waits for others (a round, an "
        "order) and gets its number when it is played.",
    )
    kind: Mapped[str] = mapped_column(String(16), doc="`opening`, `action`, `gm`, `recap` or `ending`.")
    stage: Mapped[str] = mapped_column(String(16), doc="The last stage that was committed.")
    status: Mapped[str] = mapped_column(String(16), doc="`running`, `parked` or `done`; undone is in `undos`.")
    attempt: Mapped[int] = mapped_column(Id, doc="Counts the redos, from 1.")
    redo_of: Mapped[int | None] = mapped_column(
        ForeignKey("turns.id"), doc="The turn whose inputs it plays again. NULL: it is a first attempt."
    )
    dice_of: Mapped[str | None] = mapped_column(
        String(64), doc="Uid of the turn that it puts right, whose dice it keeps. NULL: it has dice of its own."
    )
    choices: Mapped[str | None] = mapped_column(Text, doc="JSON: answers to parked questions. NULL: none were asked.")
    ruling_source: Mapped[str] = mapped_column(String(16), doc="`model`, `offline`, `code`, or '' before the ruling.")
    narration_source: Mapped[str] = mapped_column(String(64), doc="Who told it; '' before the narration.")
    alternative: Mapped[int] = mapped_column(Id, doc="Which telling is shown, from 0.")
    alternatives: Mapped[int] = mapped_column(Id, doc="How many tellings are kept.")
    commit_seq: Mapped[int | None] = mapped_column(Id, doc="Its commit on the branch. NULL: not resolved yet.")
    place: Mapped[str] = mapped_column(String(64), doc="Id of the place where it ended; '' before it is resolved.")
    minutes: Mapped[int] = mapped_column(Id, doc="In-world minutes since the first midnight when it ended.")
    created_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was received.")
    delivered_at: Mapped[datetime | None] = mapped_column(UtcTime, doc="When all of it had been shown. NULL: not yet.")


class TurnInputRow(Base):
    """Which inputs a turn answers. A redo answers the same ones again."""

    __tablename__ = "turn_inputs"
    __table_args__ = (Index("ix_turn_inputs_input_id", "input_id"), {**kind("ledger"), "sqlite_with_rowid": False})
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id"), primary_key=True, doc="The turn.")
    position: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False, doc="Order in the turn, from 0.")
    input_id: Mapped[int] = mapped_column(ForeignKey("inputs.id"), doc="The input.")


class TextRow(Base):
    """Words of people, or of models about them. Erasing empties `body` and leaves the row."""

    __tablename__ = "texts"
    __table_args__ = (
        partial_index("uq_texts_turn", "turn_id", "kind", "position", "role", where="turn_id IS NOT NULL", unique=True),
        partial_index("uq_texts_input", "input_id", where="input_id IS NOT NULL", unique=True),
        kind("table"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the text.")
    turn_id: Mapped[int | None] = mapped_column(ForeignKey("turns.id"), doc="The turn it belongs to. NULL: an input's.")
    input_id: Mapped[int | None] = mapped_column(ForeignKey("inputs.id"), doc="The input it is of. NULL: a turn's.")
    kind: Mapped[str] = mapped_column(
        String(16),
        doc="input, ruling, overruled, objection, outcome, line, went, draft, narration, gist, teller, parked, "
        "recalled, proposed or reply.",
    )
    role: Mapped[str] = mapped_column(String(32), doc="Whose reply it is, or for whom it was recalled; '' otherwise.")
    position: Mapped[int] = mapped_column(
        Id,
        doc="Which telling (narration, gist, teller, draft), which attempt (recalled), which asking (reply; of look-"
        "ups plus 1000 for each hop); 0 otherwise.",
    )
    body: Mapped[str | None] = mapped_column(Text, doc="The words. NULL: erased.")
    author: Mapped[str | None] = mapped_column(
        String(200),
        doc="Who wrote a telling by hand: the player's id at their face. NULL: no person, not known, or an input's.",
    )
    erased_at: Mapped[datetime | None] = mapped_column(UtcTime, doc="When it was erased. NULL: it was not.")


class RollRow(Base):
    """A roll, undone ones included: with the sitting's seed it can be drawn again."""

    __tablename__ = "rolls"
    __table_args__ = (
        Index("ix_rolls_turn_id", "turn_id"),
        partial_index("ix_rolls_table", "game_id", where="turn_id IS NULL"),
        kind("ledger"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the roll, in order.")
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), doc="The game.")
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), doc="The sitting whose seed it was drawn from.")
    turn_id: Mapped[int | None] = mapped_column(ForeignKey("turns.id"), doc="The turn. NULL: a roll at the table.")
    key: Mapped[str] = mapped_column(String(200), doc="What it was drawn with: the turn's uid, or a name of its own.")
    attempt: Mapped[int] = mapped_column(Id, doc="Attempt that it was drawn for, from 1.")
    source_ids: Mapped[str] = mapped_column(Text, doc="JSON: source ids of the inputs that it was drawn for.")
    record: Mapped[str] = mapped_column(Text, doc="JSON: expression, purpose, every die, total.")
    rolled_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was rolled.")
    player: Mapped[str | None] = mapped_column(
        String(200), doc="Who rolled it at the table: the player's id at their face. NULL: a turn's, or not known."
    )


class OutboxRow(Base):
    """A part of a turn's post that must be shown exactly once."""

    __tablename__ = "outbox"
    __table_args__ = {**kind("ledger"), "sqlite_with_rowid": False}
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id"), primary_key=True, doc="The turn.")
    part: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False, doc="Order of the part.")
    kind: Mapped[str] = mapped_column(String(32), doc="What it shows: outcome, narration, choice …")
    external_id: Mapped[str | None] = mapped_column(String(200), doc="The face's id of the message. NULL: not sent.")
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime, doc="When it was sent. NULL: it is still to be sent.")


class WindowRow(Base):
    """Where the word-for-word transcript of a prompt begins. Lost rows cost one cache miss, nothing else."""

    __tablename__ = "windows"
    __table_args__ = {**kind("derived"), "sqlite_with_rowid": False}
    scene_id: Mapped[int] = mapped_column(ForeignKey("scenes.id"), primary_key=True, doc="The scene.")
    role: Mapped[str] = mapped_column(String(32), primary_key=True, doc="The role whose prompt it is.")
    start: Mapped[int] = mapped_column(Id, doc="Number of the first turn that is given word for word.")
    chronicle: Mapped[str | None] = mapped_column(
        Text,
        doc="JSON: what tells the turns before it: place (`@inn`), summaries (`s12`), gists (`g41`). NULL: not chosen.",
    )


INPUTS = table_of(InputRow)
TURNS = table_of(TurnRow)
TURN_INPUTS = table_of(TurnInputRow)
TEXTS = table_of(TextRow)
ROLLS = table_of(RollRow)
OUTBOX = table_of(OutboxRow)
WINDOWS = table_of(WindowRow)
