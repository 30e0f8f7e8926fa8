"""Texts of items and categories by sales channel and language.

The row of the ERP in the default language is no record of its own: it is the name and the texts of
the item or category, seen from here, so that both can never disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from understudy.behavior import Answer, Call, Handler, Problem, Seeds
from understudy.contract.operations import JsonObject
from understudy.data import timestamp
from understudy.data.pools import slug
from understudy.services.jtl.categories import NAMES, renamed
from understudy.services.jtl.channels import DEFAULT_LANGUAGE, ERP, ONLINE_SHOP, require
from understudy.services.jtl.items import article_of
from understudy.services.jtl.requests import DONE, matching, refused, shown

_WITH_TEXTS: Final = 2  # every how manyth item has texts for the shop
_SEO: Final[JsonObject] = {
    "SeoPath": "",
    "SeoMetaDescription": "",
    "SeoTitleTag": "",
    "SeoMetaKeywords": "",
}
_KEPT: Final = "DefaultSeo"  # where a record keeps the search engine texts of its default row


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Whose texts they are: the resource of the rows, their owner, and what both share."""

    resource: str
    owner: str
    field: str
    shared: tuple[str, ...]
    capability: str

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers of the four operations, by name."""
        return {
            f"list_{self.resource}s": self.list,
            f"create_{self.resource}": self.create,
            f"update_{self.resource}": self.update,
            f"delete_{self.resource}": self.delete,
        }

    def list(self, call: Call) -> Answer:
        """Answer with the default row, then the others by channel and language."""
        owner = call.owners[0]
        rows = matching(call.transaction, self.resource, **{self.field: owner["Id"]})
        rows.sort(key=lambda row: (str(row["SalesChannelId"]), str(row["LanguageIso"])))
        return shown([self._default(owner), *(self._view(row) for row in rows)])

    def create(self, call: Call) -> Answer:
        """Add a row.

        Raises:
            Refused: there is one already, or the channel has no such texts.
        """
        body, owner = cast("JsonObject", call.body), call.owners[0]
        channel, language = str(body["SalesChannelId"]), str(body["LanguageIso"])
        require(call.transaction, channel, "Descriptions", of=self.capability)
        if _is_default(channel, language) or self._row(call, owner, channel, language):
            message = f"there are texts for {channel} in {language} already"
            raise refused(Problem.CONFLICT, message, "LanguageIso")
        blank: JsonObject = {**dict.fromkeys(self.shared, ""), **_SEO}
        row = self._view({**blank, **body, self.field: owner["Id"]})
        call.transaction.put(self.resource, self._key(row), {**row, "Key": self._key(row)})
        return shown(row, status=201)

    def update(self, call: Call) -> Answer:
        """Change a row; the default row changes its owner.

        Raises:
            Refused: there is no such row.
        """
        body, owner = cast("JsonObject", call.body), call.owners[0]
        channel, language = str(call.values["salesChannelId"]), str(call.values["languageIso"])
        names = (*self.shared, *_SEO)
        asked = {name: body[name] for name in names if name in body}
        if _is_default(channel, language):
            self._change_owner(call, owner, asked)
            return DONE
        row = self._existing(call, owner)
        call.transaction.put(self.resource, str(row["Key"]), {**row, **asked})
        return DONE

    def delete(self, call: Call) -> Answer:
        """Remove a row.

        Raises:
            Refused: there is no such row, or it is the default one.
        """
        if _is_default(str(call.values["salesChannelId"]), str(call.values["languageIso"])):
            raise refused(Problem.CONFLICT, f"every {self.owner} has its default texts")
        row = self._existing(call, call.owners[0])
        call.transaction.remove(self.resource, str(row["Key"]))
        return DONE

    def _existing(self, call: Call, owner: JsonObject) -> JsonObject:
        channel, language = str(call.values["salesChannelId"]), str(call.values["languageIso"])
        row = self._row(call, owner, channel, language)
        if row is None:
            raise refused(Problem.NOT_FOUND, f"there are no texts for {channel} in {language}")
        return row

    def _row(self, call: Call, owner: JsonObject, channel: str, language: str) -> JsonObject | None:
        key = f"{owner['Id']}/{channel}/{language.upper()}"
        return call.transaction.get(self.resource, key)

    def _change_owner(self, call: Call, owner: JsonObject, asked: JsonObject) -> None:
        texts = {name: asked[name] for name in self.shared if name in asked}
        seo = {name: asked[name] for name in _SEO if name in asked}
        kept = {**_SEO, **cast("JsonObject", owner.get(_KEPT, {})), **seo}
        changed = {**owner, **texts, _KEPT: kept}
        if changed != owner and "Changed" in owner:
            changed["Changed"] = timestamp(call.transaction.now())
        call.transaction.put(self.owner, cast("int", owner["Id"]), changed)
        if self.owner == "category":
            renamed(call.transaction, changed)

    def _default(self, owner: JsonObject) -> JsonObject:
        seo = {**_SEO, **cast("JsonObject", owner.get(_KEPT, {}))}
        place = {"LanguageIso": DEFAULT_LANGUAGE, "SalesChannelId": ERP}
        return self._view({**owner, **seo, **place, self.field: owner["Id"]})

    def _view(self, row: JsonObject) -> JsonObject:
        names = (self.field, *self.shared, *_SEO, "LanguageIso", "SalesChannelId")
        return {name: row[name] for name in names}

    def _key(self, row: JsonObject) -> str:
        return f"{row[self.field]}/{row['SalesChannelId']}/{str(row['LanguageIso']).upper()}"


ITEM_TEXTS: Final = Texts(
    resource="item_description",
    owner="item",
    field="ItemId",
    shared=("Name", "Description", "ShortDescription"),
    capability="ItemCapabilities",
)
CATEGORY_TEXTS: Final = Texts(
    resource="category_description",
    owner="category",
    field="CategoryId",
    shared=("Name", "Description"),
    capability="CategoryCapabilities",
)


def item_description(seeds: Seeds, index: int) -> JsonObject | None:
    """Make the English texts of an item for the shop."""
    number = index * _WITH_TEXTS
    if number >= seeds.counts["item"]:
        return None
    article = article_of(seeds, number)
    return {
        "Key": f"{number + 1}/{ONLINE_SHOP}/EN",
        "ItemId": number + 1,
        "Name": article.name,
        "Description": article.description,
        "ShortDescription": f"{article.material}, {article.colour}",
        **_searched(article.name),
        "LanguageIso": "EN",
        "SalesChannelId": ONLINE_SHOP,
    }


def category_description(_seeds: Seeds, index: int) -> JsonObject:
    """Make the English texts of a category for the shop."""
    name = NAMES[index]
    return {
        "Key": f"{index + 1}/{ONLINE_SHOP}/EN",
        "CategoryId": index + 1,
        "Name": name,
        "Description": f"Everything from {name.lower()}.",
        **_searched(name),
        "LanguageIso": "EN",
        "SalesChannelId": ONLINE_SHOP,
    }


def _searched(name: str) -> JsonObject:
    return {**_SEO, "SeoPath": slug(name), "SeoTitleTag": name}


def _is_default(channel: str, language: str) -> bool:
    return channel == ERP and language.upper() == DEFAULT_LANGUAGE
