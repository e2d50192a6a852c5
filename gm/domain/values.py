"""The base of every value that is stored or sent as JSON."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]
"""An id that an author wrote: lower-case ASCII letters, digits, `-` and `_`. Names are free text; ids are not."""

Scalar = str | int | bool | None
"""What one path of the world's state can hold. None means absent."""

Formula = str
"""Text that `gm.domain.formula.parse_formula` takes."""


class Value(BaseModel):
    """A frozen value. Unknown fields are errors, so that a typing slip is never stored in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")
