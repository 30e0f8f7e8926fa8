"""Sentences that a colleague might have typed into a note field."""

from __future__ import annotations

from collections.abc import Mapping

from understudy.data.dice import Dice

_TEMPLATES = (
    "Confirmed {thing} with {who}, next review in {weeks} weeks.",
    "{who} asked for {thing} before the end of {month}.",
    "Please check {thing} before {month}; last delivery was {days} days late.",
    "Replaces the previous agreement on {thing} from {month}.",
    "{thing} agreed for {weeks} weeks, then back to the standard terms.",
    "Call {who} before changing {thing}.",
    "Updated {thing} after the {month} stock count.",
    "Kept on file for {who}: {thing} differs from the usual order.",
    "Minimum order of {count} applies until {thing} is settled.",
    "Sample of {count} pieces sent to {who} for approval.",
    "Lead time is {weeks} weeks from {month} on, {who} has been told.",
    "Ships in cartons of {count}; {who} prefers full pallets.",
    "Supplier moved {thing} to {month}, no effect on open orders.",
    "Priority for {who} while {thing} is being reviewed.",
    "Inspected on arrival, {count} pieces set aside pending {thing}.",
    "Invoice together with {thing}, as agreed in {month}.",
)
_WORDS: Mapping[str, tuple[str, ...]] = {
    "thing": (
        "the delivery window",
        "the price list",
        "the packing instructions",
        "the payment terms",
        "the test certificate",
        "the reorder point",
        "the drawing revision",
        "the freight surcharge",
        "the quality report",
        "the call-off quantity",
        "the return agreement",
        "the label layout",
    ),
    "who": (
        "purchasing",
        "the site manager",
        "the warehouse",
        "accounting",
        "the sales team",
        "the customer",
        "quality control",
        "the carrier",
        "the branch office",
        "the maintenance crew",
    ),
    "month": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "September",
        "October",
        "November",
    ),
}


def draw_note(dice: Dice) -> str:
    """Write one sentence, 30 to 110 characters long."""
    words = {name: dice.choose(choices) for name, choices in _WORDS.items()}
    sentence = dice.choose(_TEMPLATES).format_map(
        {
            **words,
            "weeks": dice.integer(2, 12),
            "days": dice.integer(2, 9),
            "count": 10 * dice.integer(1, 25),
        }
    )
    return sentence[0].upper() + sentence[1:]
