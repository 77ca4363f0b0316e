from __future__ import annotations

import pytest
from opencc import OpenCC

from assistant.recognition.mandarin import tidy_mandarin


@pytest.mark.parametrize(
    ("heard", "tidy"),
    [
        ("換一首歌", "换一首歌"),
        ("打开车窗,然后打开空调.", "打开车窗，然后打开空调."),
        ("打开 车窗", "打开车窗"),
        ("空调 21.5 度", "空调21.5度"),
        ("音量调到５０％", "音量调到50%"),
        ("1,000 公里", "1,000公里"),
        ("播放 Hey Jude 好吗?", "播放Hey Jude好吗？"),
        ("", ""),
    ],
)
def test_mandarin_comes_in_one_form(heard: str, tidy: str) -> None:
    assert tidy_mandarin(heard, OpenCC("t2s")) == tidy
