"""What a campaign and a server wish for among the host's models, as the router takes it. Pure."""

from collections.abc import Mapping

from gm.domain.calls import Role
from gm.domain.campaign import Campaign, ModelWishes


def wishes_of(campaign: Campaign) -> Mapping[Role, tuple[str, ...]]:
    """Role → what the campaign wishes for, best first; only roles for which it wishes for something."""
    given = {Role(name): getattr(campaign.models, name) for name in ModelWishes.model_fields}
    return {role: wishes for role, wishes in given.items() if wishes}


def choices_of(chosen: Mapping[str, str]) -> Mapping[Role, tuple[str, ...]]:
    """Role → the name that a server has chosen for it. Roles that there are not are left out."""
    known = {role.value: role for role in Role}
    return {known[name]: (model,) for name, model in chosen.items() if name in known and model}
