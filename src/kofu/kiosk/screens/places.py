"""Names of places for people who do not read them in Japanese: as written, with the Latin reading beside it."""

from __future__ import annotations

from kofu.kiosk.locale import Language, Texts
from kofu.kiosk.screens.screen import Choice

REGIONS = {
    "北海道・東北": "Hokkaido, Tohoku",
    "関東": "Kanto",
    "中部": "Chubu",
    "近畿": "Kinki",
    "中国": "Chugoku",
    "四国": "Shikoku",
    "中国・四国": "Chugoku, Shikoku",
    "九州": "Kyushu",
    "九州・沖縄": "Kyushu, Okinawa",
}
PREFECTURES = dict(
    zip(
        "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 "
        "石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 "
        "岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県".split(),
        "Hokkaido Aomori Iwate Miyagi Akita Yamagata Fukushima Ibaraki Tochigi Gunma Saitama Chiba Tokyo Kanagawa "
        "Niigata Toyama Ishikawa Fukui Yamanashi Nagano Gifu Shizuoka Aichi Mie Shiga Kyoto Osaka Hyogo Nara Wakayama "
        "Tottori Shimane Okayama Hiroshima Yamaguchi Tokushima Kagawa Ehime Kochi Fukuoka Saga Nagasaki Kumamoto Oita "
        "Miyazaki Kagoshima Okinawa".split(),
        strict=True,
    )
)
ROWS = dict(zip("あかさたなはまやらわ", "a ka sa ta na ha ma ya ra wa".split(), strict=True))


def place_choice(texts: Texts, value: str, latin: str, written: str | None = None) -> Choice:
    """A place to press: Japanese alone for readers of Japanese, both for everybody else."""
    if texts.language is Language.JA:
        return Choice(value, written or value)
    return Choice(value, written or value, latin, label_language="ja")
