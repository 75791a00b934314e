"""What a setting may be, and what becomes of typed words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.plain.errors import Invalid
from storefront.mount.brand import contrast as same_contrast
from storefront.mount.config import Settings
from storefront.preferences.domain import CHECKS, checked, contrast, readability
from storefront.preferences.markup import rendered


def test_every_setting_of_the_console_is_one_of_the_shop() -> None:
    assert set(CHECKS) <= set(Settings.__dataclass_fields__)


@pytest.mark.parametrize(
    ("name", "value"),
    [("name", ""), ("name", "x" * 81), ("name", "a\nb"), ("order_prefix", "TOOLONG"), ("order_prefix", "1-"),
     ("mail_from", ""), ("mail_from", "nobody"), ("mail_from", "a@b.example\nBcc: c@d.example"),
     ("mail_reply_to", "a b"), ("brand_accent", "red"), ("brand_accent", "#ffff00"), ("legal_address", "x" * 601)],
)  # fmt: skip
def test_what_a_setting_cannot_be_is_told_beside_it(name: str, value: str) -> None:
    with pytest.raises(Invalid) as told:
        checked(name, value)
    assert told.value.field == name


def test_good_values_are_kept_in_one_form() -> None:
    assert checked("order_prefix", "ht-") == "HT-"
    assert checked("brand_accent", "#2F5D46") == "#2f5d46"
    assert checked("legal_address", " Hall \r\n Three ") == "Hall\nThree"
    assert checked("mail_from", "Hall Three <hello@hall-three.example>").startswith("Hall")


def test_contrast_is_that_of_the_standard() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert contrast("#2f5d46", "#f7f5f0") == pytest.approx(same_contrast("#2f5d46", "#f7f5f0"))
    assert readability("#2f5d46") > 6.5


def test_words_become_headings_lists_links_and_paragraphs() -> None:
    words = "## Faults\n\nTell **us** *soon*.\nReally.\n\n- one\n- two\n\n1. a\n2. b\n\n[care](/help/care)"
    made = rendered(words)
    wanted = ('<h2 class="h3">Faults</h2>', "<strong>us</strong>", "<em>soon</em>", "<br>Really.")
    for part in (*wanted, "<ul><li>one</li><li>two</li></ul>", "<ol><li>a</li><li>b</li></ol>", 'href="/help/care"'):
        assert part in made


@given(st.text(alphabet=st.sampled_from("ab<>\"'&*#-[]()/:.1 \njavscript:onlk="), max_size=300))
def test_no_typed_word_becomes_a_program(text: str) -> None:
    made = rendered(text)
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", made))
    assert tags <= {"p", "br", "strong", "em", "ul", "ol", "li", "h2", "h3", "a"}
    assert not re.search(r"<[^>]*\son\w+\s*=", made)
    assert not re.search(r'href="\s*javascript', made, re.I)


def test_a_link_leads_to_a_page_or_nowhere() -> None:
    assert "<a" not in rendered("[x](javascript:alert(1))")
    assert "<a" not in rendered('[x](https://a.example/"onclick="alert(1))')
