"""Table of vectors: what passages are like, for recall by meaning. Only filled where a host has set a route."""

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint

from gm.store.rows import Base, Id, Mapped, kind, mapped_column, table_of


class EmbeddingRow(Base):
    """The vectors of one turn or line. Derived from its words; goes with them, and whenever they are told otherwise."""

    __tablename__ = "embeddings"
    __table_args__ = (
        UniqueConstraint("game_id", "origin", "ref_id", "model"),
        Index("ix_embeddings_game_id_model_id", "game_id", "model", "id"),
        kind("derived"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Grows with each row: what is new is found by it.")
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), doc="The game.")
    origin: Mapped[str] = mapped_column(String(8), doc="`turn` or `line`: what is numbered.")
    ref_id: Mapped[int] = mapped_column(Id, doc="Id of the turn or line.")
    model: Mapped[str] = mapped_column(
        String(200), doc="Which model made them, and where: those of another one are not compared."
    )
    dims: Mapped[int] = mapped_column(Id, doc="Numbers in each vector.")
    body: Mapped[bytes] = mapped_column(
        LargeBinary, doc="Its pieces' vectors one after the other, of length 1, as float16 (little end first)."
    )


EMBEDDINGS = table_of(EmbeddingRow)
