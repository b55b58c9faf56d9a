"""Documents that are carried: pocket plans, one HTML file for phones, which cannot open a folder; and packs for paper."""

from continuity.pages.pocket.packs import EVERYTHING, Pack, packs, subjects
from continuity.pages.pocket.plans import pocket_files, pockets_of
from continuity.pages.pocket.shelf import Copy

__all__ = ["EVERYTHING", "Copy", "Pack", "packs", "pocket_files", "pockets_of", "subjects"]
