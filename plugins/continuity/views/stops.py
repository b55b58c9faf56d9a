"""What cannot be used now: a runbook or service may be read while what it leans on is down as well."""

from __future__ import annotations

from continuity.model.runbook import Runbook
from continuity.model.service import Service
from continuity.views.blocks import Block
from continuity.views.context import Context


def cannot_use(context: Context, runbook: Runbook) -> list[Block]:
    """What may be down together with what the runbook recovers."""
    return []


def cannot_use_service(context: Context, service: Service) -> list[Block]:
    """What a responder to this service may not be able to use."""
    return []
