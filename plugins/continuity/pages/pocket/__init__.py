"""Pocket plans: one HTML file for a service, a role or everybody, for phones, which cannot open a folder."""

from continuity.pages.pocket.plans import Copy, pocket_files, pockets_of

__all__ = ["Copy", "pocket_files", "pockets_of"]
