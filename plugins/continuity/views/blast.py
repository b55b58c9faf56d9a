"""What stops, and when, once something is lost."""

from __future__ import annotations

from continuity.model.base import Ref
from continuity.model.service import Service
from continuity.views.blocks import Block, Section
from continuity.views.context import Context


def blast_sections(context: Context, ref: Ref) -> tuple[Section, ...]:
    return ()


def neighbourhood(context: Context, service: Service) -> tuple[Block, ...]:
    return ()
