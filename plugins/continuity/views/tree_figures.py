"""How a contact tree does: time to reach enough people and all of them."""

from __future__ import annotations

from continuity.model.communication import ContactTree
from continuity.views.blocks import Fact
from continuity.views.context import Context


def tree_figures(context: Context, tree: ContactTree) -> tuple[Fact, ...]:
    """Time to quorum and to all."""
    return ()
