"""No private value is in what leaves, and the answer has all of them back."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.routing.privacy.finding import Value
from assistant.routing.privacy.people import NOBODY, Names
from assistant.routing.privacy.redact import (
    MAX_PLACEHOLDER,
    RestoringStream,
    redact,
    restored,
    restored_data,
)

NAMES = Names.of(
    (
        (Value.PERSON, "Anna Maria Schmidt"),
        (Value.PERSON, "Will O'Brien"),
        (Value.PERSON, "José Núñez"),
        (Value.PERSON, "王秀兰"),
        (Value.PERSON, "欧阳小雪"),
        (Value.PLACE, "Blue Barn Café"),
        (Value.PLACE, "外婆家"),
        (Value.ADDRESS, "Lindenhof 3b"),
    )
)

ENGLISH = [
    ("Tell my sister Margaret I'll be late", ["Margaret"], "PERSON"),
    ("write a poem for my daughter sophie", ["sophie"], "PERSON"),
    ("remind Dr. Nguyen of our talk", ["Nguyen"], "PERSON"),
    ("I met Grace Miller at the office", ["Grace", "Miller"], "PERSON"),
    ("is ANNA SCHMIDT coming", ["ANNA", "SCHMIDT"], "PERSON"),
    ("what did Jose Nunez say", ["Jose", "Nunez"], "PERSON"),
    ("dinner with Will's family at the blue barn cafe", ["blue barn cafe"], "PLACE"),
    ("her number is +1 415 555 2671", ["415", "2671"], "PHONE"),
    ("ring (020) 7946 0958 for me", ["7946", "0958"], "PHONE"),
    ("it's four one five five five five two six seven one", ["four one five"], "PHONE"),
    ("mail it to j.smith+car@mail.example.co.uk", ["smith", "example"], "EMAIL"),
    ("my mail is john dot smith at gmail dot com", ["john", "smith", "gmail"], "EMAIL"),
    ("I live at 221B Baker Street, London NW1 6XE", ["221B", "Baker", "NW1"], "ADDRESS"),
    ("take me to twenty one elm street", ["twenty", "elm"], "ADDRESS"),
    ("she moved to Hauptstraße 12", ["Hauptstraße", "12"], "ADDRESS"),
    ("back to lindenhof 3b please", ["lindenhof", "3b"], "ADDRESS"),
    ("we are at 48.13743, 11.57549 now", ["48.13", "11.57"], "POSITION"),
    ("latitude 48.1 and longitude 11.5", ["48.1", "11.5"], "POSITION"),
    ("at 48°8'14\" N 11°34'31\" E", ["48°", "11°"], "POSITION"),
    ("the car with plate AB12 CDE", ["AB12", "CDE"], "PLATE"),
    ("my license plate is 7abc123", ["7abc123"], "PLATE"),
    ("chassis WVWZZZ1JZXW000001", ["WVWZZZ1JZXW000001"], "PLATE"),
    ("pay with 4111 1111 1111 1111", ["4111", "1111"], "CARD"),
    ("to DE89 3704 0044 0532 0130 00", ["DE89", "3704"], "CARD"),
    ("my social is 078-05-1120", ["078", "1120"], "ID"),
    ("the reading of it was 48291734", ["48291734"], "NUMBER"),
    ("my wifi password is hunter2", ["hunter2"], "SECRET"),
    ("the pin of my card is 4711", ["4711"], "SECRET"),
    ("write an email to Priya Raghunathan about it", ["Priya", "Raghunathan"], "PERSON"),
    ("is Margaret at home", ["Margaret"], "PERSON"),
    ("how do I greet mr. yamamoto", ["yamamoto"], "PERSON"),
    ("Laura and Mark are fighting", ["Laura", "Mark"], "PERSON"),
    ("she said that Liam Fitzgerald is ill", ["Liam", "Fitzgerald"], "PERSON"),
    ("my therapist nancy bloomfield is on leave", ["nancy", "bloomfield"], "PERSON"),
    ("our gate code is 4 8 1 5 since May", ["4 8", "8 1", "1 5"], "SECRET"),
    ("the pin of my garage is nine two seven one", ["nine", "seven"], "SECRET"),
    ("my account is at sort code 20-00-00", ["20", "00"], "SECRET"),
    ("I was born on March 14, 1987", ["14", "1987"], "BIRTHDAY"),
    ("my date of birth is 07/22/1991", ["07", "22", "1991"], "BIRTHDAY"),
    ("we're at 51 degrees 30 minutes north 7 minutes west", ["51", "30", "7"], "POSITION"),
    ("call plus four four seven seven zero zero nine zero zero", ["plus", "four"], "PHONE"),
    ("my old plate was S AB 1234", ["AB", "1234"], "PLATE"),
    ("I live at Lindenallee 7a, 50968 Köln", ["Lindenallee", "50968", "Köln"], "ADDRESS"),
    ("I live in flat 4b, 19 Kings Road, Brighton", ["4b", "19", "Kings"], "ADDRESS"),
]
MANDARIN = [
    ("给张伟打电话", ["张伟"], "PERSON"),
    ("秀兰几点到我们家", ["秀兰"], "PERSON"),
    ("帮我写首诗送给我女儿小雨", ["小雨"], "PERSON"),
    ("跟李医生说我晚点到", ["李医生"], "PERSON"),
    ("老王在家吗", ["老王"], "PERSON"),
    ("小雪和我去外婆家", ["小雪", "外婆家"], "PERSON"),
    ("他的号码是13812345678", ["13812345678"], "PHONE"),
    ("电话是一三八一二三四五六七八", ["一三八一二三"], "PHONE"),
    ("邮箱是zhang.wei＠qq．com", ["zhang", "qq"], "EMAIL"),
    ("我住在北京市海淀区中关村大街27号3单元502室", ["海淀", "中关村", "27", "502"], "ADDRESS"),
    ("导航到文三路九十号", ["文三路", "九十"], "ADDRESS"),
    ("我在北纬39.9042度东经116.4074度", ["39.9", "116.4"], "POSITION"),
    ("我的车牌是京A·12345", ["京A", "12345"], "PLATE"),
    ("卡号6222021234567890128", ["6222021234567890128"], "CARD"),
    ("密码是482913", ["482913"], "SECRET"),
    ("王芳住在哪里", ["王芳"], "PERSON"),
    ("我家住朝阳区建国路88号SOHO现代城A座1203", ["建国", "88", "1203"], "ADDRESS"),
    ("我同事欧阳静怡下周结婚", ["欧阳", "静怡"], "PERSON"),
    ("我邻居小刘借了我的电钻", ["小刘"], "PERSON"),
    ("我妈叫刘桂兰，写首诗送她", ["刘桂兰"], "PERSON"),
    ("我的车牌是苏E六六八八K", ["六六八八"], "PLATE"),
    ("我的支付密码是八六二四幺九", ["八六二四"], "SECRET"),
    ("我是1988年3月14日出生的", ["1988", "14"], "BIRTHDAY"),
    ("我生日是九二年七月二十二号", ["九二年", "二十二"], "BIRTHDAY"),
    ("身份证是11010519491231002X", ["11010519491231002"], "ID"),
]
CASES = [("en", *case) for case in ENGLISH] + [("zh", *case) for case in MANDARIN]


@pytest.mark.parametrize(("language", "text", "secrets", "kind"), CASES)
def test_private_values_do_not_leave(
    language: str, text: str, secrets: list[str], kind: str
) -> None:
    redacted = redact(text, language, NAMES)
    assert not [secret for secret in secrets if secret in redacted.text]
    assert kind in redacted.counts
    assert redacted.restored(redacted.text) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Who was Marie Curie?"),
        ("en", "tell me about Albert Einstein"),
        ("en", "how did Julius Caesar die"),
        ("en", "how far is it from Berlin to Munich"),
        ("en", "what's the capital of France"),
        ("en", "plan a 3 day road trip to Paris for my family"),
        ("en", "on 2026-11-21 at 10:30 I drove 120 km for 45 euros"),
        ("en", "is a 20 minute drive down the road too far for 1,000,000 people"),
        ("en", "may I mark the bill in June, and will you hope for rain"),
        ("en", "what happened in 1989 at 3.14159265"),
        ("en", "how far is New York from San Francisco"),
        ("en", "my flight from Los Angeles is at 5 AM"),
        ("en", "what is on at the Golden Gate Theatre on 3 May 2027"),
        ("en", "the code word is easy and the order was two pizzas"),
        ("zh", "我小时候的小程序怎么开发"),
        ("zh", "老虎和小马为什么跑得快"),
        ("zh", "叫车去机场多少钱"),
        ("zh", "2027年3月14日我放假吗"),
        ("zh", "鲁迅是谁"),
        ("zh", "介绍一下诸葛亮"),
        ("zh", "今天上海天气怎么样"),
        ("zh", "讲一个关于小兔子的故事"),
        ("zh", "从上海开到苏州要多久"),
    ],
)
def test_the_rest_stays_as_it_is(language: str, text: str) -> None:
    redacted = redact(text, language, NAMES)
    assert redacted.text == text
    assert redacted.counts == {}


DISGUISES: dict[str, Callable[[str], str]] = {
    "full-width": lambda text: "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text
    ),
    "zero-width": "\u200b".join,
    "joiners": lambda text: "\u2060".join(text) + "\ufeff",
    "accents": lambda text: "".join(
        c + "\u0301" if c.isalpha() and c.isascii() else c for c in text
    ),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "arabic digits": lambda text: text.translate({ord("0") + n: 0x0660 + n for n in range(10)}),
    "mathematical digits": lambda text: text.translate(
        {ord("0") + n: 0x1D7CE + n for n in range(10)}
    ),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "long dashes": lambda text: text.replace("-", "–"),
}


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("call 415 555 2671", "PHONE"),
        ("pay with 4111-1111-1111-1111", "CARD"),
        ("is Anna Maria Schmidt there", "PERSON"),
        ("j.smith@example.com", "EMAIL"),
        ("at 48.13743, 11.57549", "POSITION"),
        ("王秀兰在哪", "PERSON"),
    ],
)
def test_disguises_do_not_help(disguise: str, text: str, kind: str) -> None:
    disguised = DISGUISES[disguise](text)
    redacted = redact(disguised, "en", NAMES)
    assert kind in redacted.counts
    assert redacted.restored(redacted.text) == disguised


digits = st.text("0123456789", min_size=8, max_size=12)
around = st.text(max_size=20)


@settings(deadline=None, max_examples=150)
@given(around, digits, around)
def test_a_long_number_never_leaves(before: str, number: str, after: str) -> None:
    text = f"{before} +{number} {after}"
    redacted = redact(text, "en", NAMES)
    assert number not in redacted.text
    assert redacted.restored(redacted.text) == text


@settings(deadline=None, max_examples=150)
@given(around, st.sampled_from(["Anna", "schmidt", "王秀兰", "秀兰", "José"]), around)
def test_a_known_name_never_leaves(before: str, name: str, after: str) -> None:
    text = f"{before} {name} {after}"
    redacted = redact(text, "zh", NAMES)
    assert name not in redacted.text
    assert redacted.restored(redacted.text) == text


placeholders = st.sampled_from(
    [
        "[PERSON_1]",
        "[phone 2]",
        "［EMAIL_1］",
        "【TEXT_1】",
        "[TEXT_1",
        "PERSON_1]",
        "[[PERSON_1]]",
        "[",
    ]
)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.one_of(st.text(max_size=8), placeholders, st.just("Anna"), digits)))
def test_any_text_comes_back_exactly(parts: list[str]) -> None:
    text = "".join(parts)
    first = redact(text, "en", NAMES)
    assert first.restored(first.text) == text
    again = redact(text, "zh", NAMES, first.restore)
    assert again.restored(again.text) == text


@pytest.mark.parametrize(
    "part",
    [
        "1",
        "1 ",
        "-",
        "a.b.",
        "one two ",
        "路",
        "区县路1",
        "twenty one elm ",
        "a at b dot ",
        "[PERSON_",
    ],
)
def test_no_text_takes_long(part: str) -> None:
    text = (part * 4000)[:4000]
    started = time.perf_counter()
    redacted = redact(text, "zh", NAMES)
    assert time.perf_counter() - started < 2.0
    assert redacted.restored(redacted.text) == text


def test_a_value_keeps_its_placeholder_in_a_conversation() -> None:
    first = redact("tell Anna about 48291734", "en", NAMES)
    second = redact("what did Anna say to Will O'Brien", "en", NAMES, first.restore)
    assert first.text == "tell [PERSON_1] about [NUMBER_1]"
    assert second.text == "what did [PERSON_1] say to [PERSON_2]"
    assert second.counts == {"PERSON": 2}
    assert second.restored("[PERSON_2] has [NUMBER_1]") == "Will O'Brien has 48291734"


def test_a_model_may_write_placeholders_its_own_way() -> None:
    restore = {"[PERSON_1]": "Anna", "[PERSON_12]": "Will"}
    said = "[Person 1], [PERSON\\_12] 和【PERSON_1】, not [PERSON_7] or [note 1]"
    assert restored(said, restore) == "Anna, Will 和Anna, not [PERSON_7] or [note 1]"


def test_arguments_of_tools_are_restored() -> None:
    arguments = {"to": "[PERSON_1]", "lines": ["hi [PERSON_1]", 3], "quote": None}
    restore = {"[PERSON_1]": 'Anna "the boss"'}
    assert restored_data(arguments, restore) == {
        "to": 'Anna "the boss"',
        "lines": ['hi Anna "the boss"', 3],
        "quote": None,
    }


ANSWER = "Dear [PERSON_1], [note] call [PHONE_1] or【PERSON_2】 [ or ] soon [PERSON_"
RESTORE = {"[PERSON_1]": "Anna", "[PHONE_1]": "415 555", "[PERSON_2]": "王秀兰"}


def test_a_stream_may_be_cut_anywhere() -> None:
    whole = restored(ANSWER, RESTORE)
    assert "Anna" in whole
    for first in range(len(ANSWER)):
        for second in range(first, len(ANSWER), 3):
            stream = RestoringStream(RESTORE)
            pieces = (ANSWER[:first], ANSWER[first:second], ANSWER[second:])
            said = [stream.feed(piece) for piece in pieces] + [stream.flush()]
            assert "".join(said) == whole


def test_a_stream_holds_back_no_more_than_a_placeholder() -> None:
    stream = RestoringStream(RESTORE)
    said = "".join(stream.feed(letter) for letter in "[" + "x" * 100)
    assert len(said) >= 100 - MAX_PLACEHOLDER


def test_nobody_is_known_without_services() -> None:
    assert redact("hello there", "en", NOBODY).text == "hello there"
