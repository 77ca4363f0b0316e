"""Contacts from vCards as phones export them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.phone.contacts import Contact, Number, read_contacts, same_number

CARDS = """BEGIN:VCARD
VERSION:3.0
FN:Anna Müller
N:Müller;Anna;;;
TEL;TYPE=WORK,VOICE:030 / 123 45
TEL;TYPE=CELL;TYPE=PREF:+49 (170) 123-4567
TEL;TYPE=FAX:030 99
END:VCARD
BEGIN:VCARD
VERSION:2.1
N:王;小明;;;
TEL;CELL:13800138000
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Garage
TEL;VALUE=uri;TYPE="voice,home":tel:+49-30-5550
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:No number
END:VCARD
BEGIN:VCARD
this is no card
END:VCARD
"""


def test_names_and_numbers_by_kind_the_preferred_first(tmp_path: Path) -> None:
    file = tmp_path / "all.vcf"
    file.write_text(CARDS, encoding="utf-8")
    anna, wang, garage = read_contacts(file)
    assert anna == Contact(
        "Anna Müller", (Number("+491701234567", "mobile"), Number("03012345", "work"))
    )
    assert wang.numbers == (Number("13800138000", "mobile"),)
    assert wang.name == "王小明"
    assert garage == Contact("Garage", (Number("+49305550", "home"),))


def test_a_folder_of_cards_and_no_cards(tmp_path: Path) -> None:
    for name in ("a", "b"):
        card = f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nTEL:1{name == 'a'}23\nEND:VCARD\n"
        (tmp_path / f"{name}.vcf").write_text(card, encoding="utf-8")
    assert [contact.name for contact in read_contacts(tmp_path)] == ["a", "b"]
    assert read_contacts(tmp_path / "none.vcf") == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+49 170 1234567", "0170-1234567", True),
        ("+86 138 0013 8000", "13800138000", True),
        ("112", "112", True),
        ("112", "0112", False),
        ("+491701234567", "+491701234568", False),
        ("", "112", False),
    ],
)
def test_one_number_has_many_spellings(one: str, other: str, same: bool) -> None:
    assert same_number(one, other) is same
