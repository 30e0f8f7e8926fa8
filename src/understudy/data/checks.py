"""Values that are checked after they were made, and made again until they are valid."""

from __future__ import annotations

from collections.abc import Callable

import jsonschema_rs

from understudy.contract.errors import ContractError
from understudy.contract.operations import Json
from understudy.data.naming import Spot
from understudy.data.references import References
from understudy.data.stage import Scene
from understudy.data.vocabulary import Draw

TRIES = 80


def checked(draw: Draw, schema: Json, references: References, spot: Spot) -> Draw:
    """Return a draw whose values satisfy the schema, for schemas that say more than we steer by.

    The validator is built with the first value: most schemas of a large document are never drawn.
    """
    validators: list[Callable[[Json], bool]] = []

    def draw_valid(scene: Scene) -> Json:
        if not validators:
            validators.append(validity(schema, references, spot))
        is_valid = validators[0]
        for _ in range(TRIES):
            value = draw(scene)
            if is_valid(value):
                return value
            # What the object is about is drawn again as well.
            scene = scene.inner()
        raise ContractError(
            f"{TRIES} values were made and none is valid",
            where=spot.pointer,
            remedy="give `enum`, `const` or plainer alternatives; `not` and `if` are hard to meet",
        )

    return draw_valid


def validity(schema: Json, references: References, spot: Spot) -> Callable[[Json], bool]:
    """Return a question whether a value satisfies the schema, formats included.

    Raises:
        ContractError: the schema is not valid itself.
    """
    try:
        validator = jsonschema_rs.Draft202012Validator(
            references.standalone(schema), validate_formats=True
        )
    except (ValueError, jsonschema_rs.ValidationError) as error:
        raise ContractError(f"the schema is not valid: {error}", where=spot.pointer) from error
    return validator.is_valid
