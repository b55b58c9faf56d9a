"""Cuts a theme's style sheet to the rules that some pages can use.

A rule stays when every class and element its selector asks for may be on those pages. What may be there is known by words, not by looking at
pages: every word of the templates and scripts they are made of. So a rule too many may stay; none is lost that a template could use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from continuity.pages.frame.sheet import Block, Node, Rule, pieces, read, write

_WORD = re.compile(r"[A-Za-z_][\w-]*")
_ELEMENT = re.compile(r"<([a-z][a-z0-9]*)")
_BRACKETS = re.compile(r"\([^()]*\)")
_CLASS = re.compile(r"\.((?:[\w-]|\\.)+)")
_NAMED = re.compile(r"(?:^|[\s>+~])([a-z][a-z0-9]*)")
_CHOICE = re.compile(r"""\[(data-md-color-(?:scheme|primary|accent)|dir)=["']?([\w-]+)["']?\]""")
_VARIABLE = re.compile(r"--[\w-]+")
_READ = re.compile(r"var\(\s*(--[\w-]+)")
_SET = re.compile(r"(--[\w-]+)\s*:")


@dataclass(frozen=True)
class Vocabulary:
    """What may be on pages: ``classes`` and ``elements`` by name, and for attributes of the whole document the values they may have
    (an attribute that is not named may have any)."""

    classes: frozenset[str]
    elements: frozenset[str]
    choices: tuple[tuple[str, frozenset[str]], ...] = ()

    @classmethod
    def of(cls, texts: Iterable[str], elements: Iterable[str], choices: Iterable[tuple[str, frozenset[str]]] = ()) -> Vocabulary:
        """The words of templates and scripts, and the elements that markup in them opens, with the ``elements`` made in other ways."""
        words: set[str] = set()
        opened: set[str] = set(elements)
        for text in texts:
            words.update(_WORD.findall(text))
            opened.update(_ELEMENT.findall(text))
        return cls(frozenset(words), frozenset(opened), tuple(choices))


def prune(sheet: str, vocabulary: Vocabulary, besides: str = "") -> str:
    """``sheet`` without the rules no page of the ``vocabulary`` can use, and without variables that no rule reads any more. ``besides`` are
    other sheets for the same pages, which may read this one's variables."""
    chosen = dict(vocabulary.choices)
    kept = tuple(_kept(read(sheet), vocabulary, chosen))
    elsewhere = set(_VARIABLE.findall(besides))
    # A variable may be read only by another that goes itself.
    while True:
        lighter = tuple(_without_variables(kept, _used(kept) | elsewhere))
        if lighter == kept:
            return write(kept)
        kept = lighter


def _kept(nodes: Iterable[Node], vocabulary: Vocabulary, chosen: dict[str, frozenset[str]]) -> Iterable[Node]:
    for node in nodes:
        if isinstance(node, Rule):
            selectors = tuple(selector for selector in node.selectors if _possible(selector, vocabulary, chosen))
            if selectors:
                yield Rule(selectors, node.declarations)
        elif isinstance(node, Block) and node.rules:
            if rules := tuple(_kept(node.rules, vocabulary, chosen)):
                yield Block(node.head, rules)
        else:
            yield node


def _possible(selector: str, vocabulary: Vocabulary, chosen: dict[str, frozenset[str]]) -> bool:
    """Whether an element may be there that ``selector`` means. What stands in brackets, as after ``:not``, asks for nothing."""
    plain = selector
    while (less := _BRACKETS.sub("", plain)) != plain:
        plain = less
    for attribute, value in _CHOICE.findall(plain):
        if attribute in chosen and value not in chosen[attribute]:
            return False
    plain = re.sub(r"\[[^\]]*\]", "", plain)
    if not all(_named(name.replace("\\", ""), vocabulary.classes) for name in _CLASS.findall(plain)):
        return False
    return all(name in vocabulary.elements for name in _NAMED.findall(plain))


def _named(name: str, words: frozenset[str]) -> bool:
    """A script puts a part into a state (``md-top--on``) that no template has: the part's name is enough."""
    return name in words or name.partition("--")[0] in words


def _used(nodes: Iterable[Node]) -> set[str]:
    """Variables that rules read."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Rule):
            found.update(_READ.findall(node.declarations))
        elif isinstance(node, Block):
            found |= _used(node.rules) | set(_READ.findall(node.body))
    return found


def _without_variables(nodes: Iterable[Node], used: set[str]) -> Iterable[Node]:
    for node in nodes:
        if isinstance(node, Rule) and "--" in node.declarations:
            if rest := [part for part in pieces(node.declarations, ";") if not (found := _SET.match(part)) or found[1] in used]:
                yield Rule(node.selectors, ";".join(rest))
        elif isinstance(node, Block) and node.rules:
            yield Block(node.head, tuple(_without_variables(node.rules, used)))
        else:
            yield node
