"""What people say around the name of a place: articles, what they do there, and when. Pure."""

from __future__ import annotations

import re

_ARTICLE = re.compile(
    r"^(?:(?:the|a|an|some|any|my|our|good|nice|great|decent|another)\s+)+|^(?:[一那这]?[家个座间])?好?"
)
_NEAREST = re.compile(r"^(?:the\s+)?(?:nearest|closest|next)\s+|^(?:离我|离这里)?最近的")
_PURPOSE = re.compile(
    r"\s+(?:(?:to|and|so (?:that )?(?:i|we) can)\s+(?:buy|get|grab|pick|drop|see|meet|have|eat"
    r"|drink|do|fetch|collect|visit|return|bring|watch)\b"
    r"|for\s+(?:an?|some|my|our)\s+(?:appointment|meeting|checkup|check up|drink|walk|swim)\b).*$"
    r"|(?<=..)(?:买点|买些|买个|买|取|拿|寄|吃个?|喝杯?|接|送|办点?)"
    r"(?:菜|东西|吃的|喝的|水|药|水果|面包|咖啡|礼物|饭|午饭|晚饭|早饭|茶|钱|款|快递|信|包裹|货|人|孩子"
    r"|小孩|朋友|老婆|老公|爸妈|我妈|我爸|客户|同事|事)$"
    r"|(?<=..)(?:看病|看医生|逛逛|转转|走走|散步|一趟|一下|玩玩)$"
)
_BY_WHEN = re.compile(r"\s+(?:by|before)\s+\d{1,2}(?:[:.]\d\d)?(?:\s+(?:oclock|am|pm))?$")


def plain_name(text: str) -> str:
    """Return a name without "the nearest" or an article before it, and errands and times after.

    >>> plain_name("the nearest supermarket to buy some milk")
    'supermarket'
    >>> plain_name("超市买点菜")
    '超市'
    """
    name = _PURPOSE.sub("", _BY_WHEN.sub("", text.strip()))
    return _ARTICLE.sub("", _NEAREST.sub("", name)).strip() or text
