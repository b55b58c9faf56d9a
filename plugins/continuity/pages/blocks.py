"""Markup of blocks: one function per kind. A large site prints hundreds of thousands, so that they are no macros of a template.

Every text is escaped here or comes out of ``Inlines`` or ``prose``; markup comes from these lines alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from continuity.pages import prose
from continuity.pages.inlines import Inlines, attribute, escaped, sign
from continuity.pages.steps import StepPrinter
from continuity.pages.tables import Tables
from continuity.views.blocks import (
    Block,
    Callout,
    Cards,
    Contacts,
    CopyOf,
    Facts,
    Figure,
    Fold,
    Items,
    Paragraph,
    ProseBlock,
    SearchPrompt,
    Situation,
    Steps,
    Table,
    Target,
)
from continuity.views.drawings import Drawing

__all__ = ["Blocks"]


class Blocks:
    """Prints blocks of the page that ``inlines`` prints for; ``href`` is the address of a target relative to it, ``resolve`` that of a link in an
    author's text, ``draw`` the markup of a picture, which also says whether its words stand beside it."""

    def __init__(
        self, inlines: Inlines, href: Callable[[Target], str], resolve: prose.Resolve, draw: Callable[[Drawing, bool], str]
    ) -> None:
        self._inlines = inlines
        self._href = href
        self._resolve = resolve
        self._draw = draw
        tables, steps = Tables(inlines), StepPrinter(inlines, href, resolve)
        self._print: Mapping[type[Any], Callable[[Any], str]] = {
            Paragraph: lambda item: f"<p>{inlines.text(item.inlines)}</p>\n",
            ProseBlock: lambda item: f"<div class=ct-prose>{prose.to_html(item.markdown, resolve)}</div>\n",
            Facts: self._facts,
            Table: tables.table,
            Items: self._items,
            Callout: self._callout,
            Fold: self._fold,
            Cards: self._cards,
            Contacts: tables.contacts,
            Figure: self._figure,
            Steps: steps.steps,
            CopyOf: lambda item: f"<div class=ct-copy><pre><code>{escaped(item.text)}</code></pre></div>\n",
            Situation: self._situation,
            SearchPrompt: self._search_prompt,
        }

    def text(self, items: Iterable[Block]) -> str:
        """One block after another."""
        printers = self._print
        return "".join([printers[type(item)](item) for item in items])

    def _facts(self, item: Facts) -> str:
        inlines, inner = self._inlines.text, self._inner
        facts = "".join(
            [
                f"<div><dt>{escaped(fact.label)}<dd>{inlines(fact.value)}{inner(fact.blocks) if fact.blocks else ''}</div>\n"
                for fact in item.facts
            ]
        )
        classes = '"ct-facts ct-large"' if item.large else "ct-facts"
        return f"<dl class={classes}>\n{facts}</dl>\n"

    def _items(self, item: Items) -> str:
        inlines, inner = self._inlines.text, self._inner
        tag = "ol" if item.ordered else "ul"
        entries = "".join(
            [f"<li{_id(entry.id)}>{inlines(entry.inlines)}{inner(entry.blocks) if entry.blocks else ''}\n" for entry in item.items]
        )
        return f"<{tag} class=ct-items>\n{entries}</{tag}>\n"

    def _inner(self, items: tuple[Block, ...]) -> str:
        """What stands within an entry: a single text needs nothing around it."""
        if len(items) == 1 and isinstance(items[0], ProseBlock):
            return prose.to_part(items[0].markdown, self._resolve)
        return self.text(items)

    def _callout(self, item: Callout) -> str:
        tone = item.tone.value
        title = f"<p class=ct-callout-title>{sign(tone)}{escaped(item.title)}</p>"
        return f'<div class="ct-callout ct-{tone}">{title}{self.text(item.blocks)}</div>\n'

    def _fold(self, item: Fold) -> str:
        is_open = " open" if item.open else ""
        return f"<details class=ct-fold{is_open}><summary>{escaped(item.summary)}</summary>{self.text(item.blocks)}</details>\n"

    def _cards(self, item: Cards) -> str:
        inlines = self._inlines.text
        parts = [f"<ul class=ct-cards{_id(item.id)}>\n"]
        for card in item.cards:
            lines = "".join([f"<span class=ct-card-line>{inlines(line)}</span>" for line in card.lines])
            states = "".join([f"{inlines((badge,))} " for badge in card.badges])
            badges = f"<span class=ct-card-badges>{states}</span>" if states else ""
            link = f"<a class=ct-card-link href={attribute(self._href(card.target))}>{escaped(card.title)}</a>"
            parts.append(f"<li class=ct-card>{link}{lines}{badges}\n")
        parts.append("</ul>\n")
        return "".join(parts)

    def _figure(self, item: Figure) -> str:
        twin = ""
        if item.twin and item.instead:
            twin = f"<div class=ct-instead>{self.text(item.twin)}</div>\n"
        elif item.twin:
            twin = f'<details class="ct-fold ct-twin"><summary>The same in words</summary>{self.text(item.twin)}</details>\n'
        caption = f"<figcaption>{escaped(item.caption)}</figcaption>\n"
        return f"<figure class=ct-figure>{self._draw(item.drawing, bool(item.twin))}{caption}{twin}</figure>\n"

    def _situation(self, item: Situation) -> str:
        said = f'data-lost="{escaped(" ".join(item.lost))}" data-scenario="{escaped(item.scenario)}"{" open" if item.is_open else ""}'
        without = f"<noscript><p>Without JavaScript: {self._inlines.text((item.instead,))}.</p></noscript>"
        return f'<details class="ct-fold ct-situation" {said}><summary>{escaped(item.label)}</summary>{without}</details>\n'

    def _search_prompt(self, item: SearchPrompt) -> str:
        address = attribute(self._href(item.target))
        return f"<p class=ct-search-prompt><a href={address} data-continuity-search>{escaped(item.label)}</a></p>\n"


def _id(anchor: str) -> str:
    return f' id="{escaped(anchor)}"' if anchor else ""
