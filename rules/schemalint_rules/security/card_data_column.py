from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, Column, Diagnostic, Good, Table, TableRule
from schemalint_rules._proposals import about
from schemalint_rules._tables import own_columns
from schemalint_rules._vocabulary import named

_CODES = frozenset({
    "cvv", "cvv2", "cvc", "cvc2", "cvn", "card_cvv", "card_cvc", "card_verification_code", "card_verification_value", "card_verification_number",
    "card_security_code", "cc_cvv", "cc_cvc", "credit_card_cvv", "cvv_code", "cvc_code", "cvv_number", "card_pin", "pin_block", "track_data", "track1_data",
    "track2_data", "magstripe_data", "magnetic_stripe_data",
})  # fmt: skip
_CARD_CODES = frozenset({"csc", "security_code", "verification_code", "cid", "pin", "track1", "track2"})
"""Such codes where the table is about cards."""
_NUMBERS = frozenset({
    "credit_card_number", "creditcard_number", "creditcardnumber", "credit_card_no", "cc_number", "ccnumber", "cc_num", "debit_card_number", "card_pan",
    "payment_card_number", "primary_account_number", "credit_card_num", "kreditkartennummer", "numero_tarjeta_credito", "numero_carte_credit",
})  # fmt: skip
_CARD_NUMBERS = frozenset({"card_number", "cardnumber", "card_no", "card_num", "pan", "number", "credit_card", "creditcard", "kartennummer", "numero_carte", "numero_tarjeta", "numero_cartao"})  # fmt: skip
"""Full numbers where the table is about payment by card."""
_PAYMENT = frozenset(
    {
        "credit",
        "debit",
        "payment",
        "payments",
        "creditcard",
        "creditcards",
        "billing",
        "bank",
        "cardholder",
        "kreditkarte",
    }
)
_EXPIRY = frozenset(
    {"expiry", "expiration", "exp", "expires", "expire", "validthru", "cvv", "cvc", "cardholder", "ablauf"}
)
_READABLE = frozenset({"char", "varchar", "text", "integer", "decimal"})
_HIDDEN = frozenset({"last", "last4", "masked", "mask", "hash", "hashed", "encrypted", "enc", "cipher", "token", "tokenized", "fingerprint", "bin", "suffix", "prefix", "truncated", "first6"})  # fmt: skip
_SHORTEST = 13
"""The digits of the shortest card number."""


class CardDataColumn(TableRule):
    """Verification codes and full card numbers must not be stored.

    ## What it does
    Reports columns for the verification code of a card (`cvv`, `cvc`, `card_security_code`), its PIN or its magnetic stripe, and
    readable columns that hold a full card number: 13 characters or more, in a table about payment by card. Columns that are named
    for the last digits, a token, a hash or an encrypted or masked value are left alone, binary ones as well.

    ## Why is this bad
    Codes may not be kept after the payment was authorised, not even encrypted; a full number must be unreadable wherever it is
    stored. One leaked table makes every card in it usable.

    ## Fix
    Keep the payment provider's token and the last four digits; drop the rest. Not done by itself.

    ## References
    - PCI DSS 4.0, requirements 3.3.1 (sensitive authentication data) and 3.5.1 (PAN is unreadable where it is stored)
    """

    name = "card-data-column"
    severity = "error"
    good = (
        Good("CREATE TABLE payment (id int PRIMARY KEY, card_token text, card_last4 char(4), card_number_masked varchar(19));"),
        Good("CREATE TABLE loyalty (id int PRIMARY KEY, card_number varchar(20), points int);"),
        Good("CREATE TABLE payment (id int PRIMARY KEY, cvv_result char(1), cvc_check varchar(10));"),
        Good("CREATE TABLE credit_card (id int PRIMARY KEY, card_number bytea);"),
    )  # fmt: skip
    bad = (
        Bad("CREATE TABLE payment (id int PRIMARY KEY, cvv char(3));", at="cvv"),
        Bad("CREATE TABLE credit_card (id int PRIMARY KEY, card_number varchar(19), exp_month int);", at="card_number"),
        Bad(
            "CREATE TABLE CreditCard (Id int PRIMARY KEY, CardNumber nvarchar(25) NOT NULL, ExpMonth tinyint);",
            at="CardNumber",
            dialect="tsql",
        ),
    )

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        for column in own_columns(table):
            what = _what(table, column)
            if what:
                yield self.found(
                    column.span,
                    f"{table.ref.text}.{column.name} holds {what}: one leaked row is a card that others can pay with.",
                    subject=about(table, column.name),
                    repair="keep the payment provider's token and the last four digits instead",
                )


def _what(table: Table, column: Column) -> str:
    words = named(column)
    if not words or column.type is None or column.unknown or not _HIDDEN.isdisjoint(words):
        return ""
    name = "_".join(words)
    kind = column.type
    if kind.family not in _READABLE and not (name in _CODES and kind.family == "binary"):
        return ""
    if name in _CODES or words[-1] in ("cvv", "cvv2", "cvc", "cvc2") or (name in _CARD_CODES and _about_cards(table)):
        return "what PCI DSS forbids to keep, a card's verification code, PIN or stripe"
    if (
        name in _NUMBERS
        or any(name.endswith(f"_{one}") for one in _NUMBERS)
        or (name in _CARD_NUMBERS and _about_cards(table))
    ):
        room = kind.length if kind.family in ("char", "varchar", "decimal") else None
        if (room is not None and room < _SHORTEST) or (kind.family == "integer" and kind.name != "bigint"):
            return ""
        return "full card numbers in readable form"
    return ""


def _about_cards(table: Table) -> bool:
    """Whether the table is about payment by card: its name, or a card's expiry beside."""
    words = named(table)
    cards = any(word in ("card", "cards", "creditcard", "creditcards", "kreditkarte") for word in words)
    if cards and not _PAYMENT.isdisjoint(words):
        return True
    beside = {word for column in table.columns for word in named(column)}
    return not _EXPIRY.isdisjoint(beside) and (cards or not _PAYMENT.isdisjoint(words)) and "card" in beside | {*words}
