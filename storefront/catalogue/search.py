"""Search behind one door: SQLite's FTS5 and PostgreSQL's tsvector answer alike.

The index is written by the service in the transaction that changes the product, never by a trigger: a batch migration
on SQLite drops triggers, and a rolled-back product must not be found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import delete, insert, or_, select, text

from foundation.data.sql import insert_into, is_postgres
from foundation.data.work import Work
from storefront.catalogue.domain.words import query_words, repaired, tokens
from storefront.catalogue.models import TSVECTOR, Product, SearchDocument, SearchWord

MOST_FOUND = 500

_FTS = text(
    "SELECT product_id FROM shop_search_fts WHERE shop_search_fts MATCH :wanted"
    " ORDER BY bm25(shop_search_fts, 0.0, 10.0, 1.0), product_id LIMIT :most"
)
_TSVECTOR = text(
    "SELECT product_id FROM shop_search_document"  # noqa: S608 - the constant is ours; the words are bound
    f" WHERE {TSVECTOR} @@ to_tsquery('simple', :wanted)"
    " ORDER BY ts_rank(setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', words), 'D'),"
    " to_tsquery('simple', :wanted)) DESC, product_id LIMIT :most"
)


@dataclass(frozen=True)
class Found:
    """What a search found: product ids, best first; `words` is what was searched for, `instead` what was looked up
    where a word was misspelt (empty if none was)."""

    product_ids: tuple[str, ...]
    words: tuple[str, ...]
    instead: tuple[str, ...] = ()


def search(work: Work, query: str) -> Found:
    """The published products that have every word of `query`, or something near it. At most three statements."""
    words = query_words(query)
    if not words:
        return Found((), ())
    groups = _groups(work, words)
    looked_up = list(chain.from_iterable(groups))
    wrong = any(word not in group for word, group in zip(words, groups, strict=True))
    instead = tuple(group[0] for group in groups if group) if wrong else ()
    if not looked_up:
        return Found((), tuple(words))
    return Found(_look_up(work, [group for group in groups if group]), tuple(words), instead)


def _groups(work: Work, words: Sequence[str]) -> list[list[str]]:
    """The words to look for; the whole vocabulary is read only when one of them begins nothing at all."""
    beginnings = or_(*(SearchWord.word.startswith(word, autoescape=True) for word in words))
    known = work.session.scalars(select(SearchWord.word).where(beginnings).distinct()).all()
    if all(any(entry.startswith(word) for entry in known) for word in words):
        return [[word] for word in words]
    return repaired(words, work.session.scalars(select(SearchWord.word).distinct()).all())


def _look_up(work: Work, groups: Sequence[Sequence[str]]) -> tuple[str, ...]:
    # Every word is letters and digits by now (`tokens`), so neither query language finds an operator in it.
    if is_postgres(work.session):
        wanted = " & ".join("(" + " | ".join(f"{word}:*" for word in group) + ")" for group in groups)
        statement = _TSVECTOR
    else:
        wanted = " AND ".join("(" + " OR ".join(f'"{word}"*' for word in group) + ")" for group in groups)
        statement = _FTS
    found = work.session.execute(statement, {"wanted": wanted, "most": MOST_FOUND}).scalars().all()
    return tuple(found)


def index_product(work: Work, product: Product, title: str, words: str) -> None:
    """Write the product's words anew; a draft leaves the index. `title` counts ten times as much as `words`."""
    forget_product(work, product.id)
    if product.status != "published":
        return
    row = {"product_id": product.id, "title": " ".join(tokens(title)), "words": " ".join(tokens(words))}
    work.session.execute(insert(SearchDocument).values(row))
    if not is_postgres(work.session):
        work.session.execute(
            text("INSERT INTO shop_search_fts (product_id, title, words) VALUES (:product_id, :title, :words)"), row
        )
    vocabulary = sorted(set(tokens(f"{title} {words}")))
    if vocabulary:
        work.session.execute(
            insert_into(work.session, SearchWord).on_conflict_do_nothing(),
            [{"word": word, "product_id": product.id} for word in vocabulary],
        )


def forget_product(work: Work, product_id: str) -> None:
    """Take a product out of the index."""
    work.session.execute(delete(SearchWord).where(SearchWord.product_id == product_id))
    work.session.execute(delete(SearchDocument).where(SearchDocument.product_id == product_id))
    if not is_postgres(work.session):
        work.session.execute(text("DELETE FROM shop_search_fts WHERE product_id = :id"), {"id": product_id})
