"""Stories that people write together, as beats: a long one, and the same short one in six languages."""

from collections.abc import Sequence

from gm.domain.play import Beat

PAIRS: Sequence[tuple[str, str]] = (
    (
        "Marit Sandoe came to the lighthouse on the last boat before the ice, with a letter that she had not answered.",
        "The wind had dropped. It was the kind of evening on which nothing moves but smoke.\n\n"
        '"You are late," said old Henrik Vold, and took the bag out of her hand. "He is upstairs. He will '
        'not come down."',
    ),
    (
        "She had promised her mother that she would bring her brother home, and nobody had asked her how.",
        "The stair went round and round. There were eighty steps, and somebody had painted every tenth one red.\n\n"
        "Somewhere above, a clock struck. Then it struck again. It was a quarter past nothing.",
    ),
    (
        "[Jon will not open]",
        'The door at the top was shut. "Go away," said the door.\n\n"It is Marit," she said. "I come about it."\n\n'
        "It was quiet for so long that she sat down.",
    ),
    (
        "Jon Sandoe pushed a key out under the door, and it was not the key to the door.",
        "It was small and black, and cold as a fish. She turned it over. There was a number on it, filed half away.\n\n"
        '"Give it to nobody," said Jon. "Not to Henrik. Least of all to Henrik."',
    ),
    (
        "[go on]",
        "The lamp came round. It lit the wall, and the sea, and the wall.\n\nShe put the black key into her shoe.",
    ),
    (
        "In the kitchen Henrik Vold was counting spoons, as he did when he meant to ask for something.",
        "There was soup. It had been soup for some days.\n\n"
        '"Did he give you anything?" Henrik asked the spoons.\n\nA pan ticked on the stove.',
    ),
    (
        "Marit said that he had given her nothing, and ate, and felt the key at each step when she rose.",
        "Nobody spoke of it again that night. The fire went down by itself.",
    ),
    (
        "[a boat that should not be out]",
        "It showed no light. It came in on the wrong side of the rocks, where the water is never still.\n\n"
        "Henrik Vold had seen it too, and he did not go for the lamp. He went for his coat.",
    ),
    (
        "Marit followed Henrik down to the boathouse, in her stockings, with the black key in her fist.",
        "The stones were wet. There was a smell of tar, and below it of something else.\n\n"
        'Two men were lifting a crate. "That is the last of it," said one. "And the boy?"',
    ),
    (
        'Henrik told them that the boy would keep his mouth shut, "or the sea will keep it for him."',
        "A gull shifted on the roof. It was very white, and it looked at nobody.\n\n"
        "She must have made a sound. The lantern turned, slowly, like a head.",
    ),
    (
        "She ran, and Henrik Vold called her by her mother's name.",
        "The path was ice. It gave, and held, and gave.\n\nShe did not look round.",
    ),
    (
        "[Marit gets the chest open]",
        "The chest stood where it had always stood, under the stair. She had sat on it as a child.\n\n"
        "The black key went in and turned. In the chest lay eleven passports, and one of them was Jon's.",
    ),
    (
        "Jon came down at last, past all the red steps, and looked into the chest as if it were a well.",
        '"I forged them," said Jon. "All of them. He said that it was for people who had none."\n\nThe clock struck.',
    ),
    ("[slowly]", "Something was being dragged over the stones outside.\n\nIt stopped. It had a good deal of patience."),
    (
        "Marit put the eleven passports into the stove, but she kept the one with Jon's face.",
        "They took their time to burn. The gold on the covers ran together and made a small hot coin.",
    ),
    (
        "Henrik Vold stood in the door, with snow on his hat, and nobody could have said how long.",
        '"You do not know what you have done," said Henrik. He sounded tired. He sat down on the chest.\n\n'
        "The wind had got up again.",
    ),
    (
        "He told them about the harbourmaster, Eline Krag, who bought the passports and drowned those who "
        "could not pay.",
        "A log fell. It was the only thing in the room that seemed to have an opinion.\n\n"
        '"Then we go to Eline Krag," said Marit.',
    ),
    (
        "[they take the boat]",
        "The two men were gone, and so was the crate. The boat lay where it had no business to lie.\n\n"
        "Jon rowed. Henrik held the lantern and told him where the rocks were, one by one, like the names of children.",
    ),
    (
        "Eline Krag was waiting on the quay, with her gloves on, and asked for the key.",
        "It had begun to snow. It fell on the water and was gone.\n\n"
        'Marit opened her hand. The black key had printed its number into the palm. "What does it open '
        'besides?" she asked.',
    ),
    (
        "[Eline laughs, and does not say]",
        "It was a short laugh, and the quay gave it back.\n\n"
        '"Ask your mother," said Eline Krag, and held out her glove. "She had it made. Will you give it to '
        'me, or shall I take it?"',
    ),
)
NAMES = ("Marit Sandoe", "Henrik Vold", "Jon Sandoe", "the lighthouse", "the boathouse")
"""Of the campaign's own; Eline Krag came up while it was written."""


def beat(number: int, wrote: str, told: str) -> Beat:
    """`wrote` in brackets is a direction."""
    direct = wrote.startswith("[")
    said = wrote.strip("[]")
    inputs = (("" if direct else "Marit Sandoe", said),)
    return Beat(
        number, number, "action", inputs, "", told, f"{said} — {told[:60]}", kinds=("direct" if direct else "do",)
    )


def long_story() -> tuple[Beat, ...]:
    return tuple(beat(at, wrote, told) for at, (wrote, told) in enumerate(PAIRS, 1))


SHORT: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        ("Mirjam Holl came to the ford at night, with the red oar under her coat.", "It rained. Nobody saw her come."),
        ("[Mirjam hides the oar]", "She dug below the willow. The red oar went in to its handle."),
        ("The ferryman asked Mirjam whether she had seen his oar.", "“I have seen nothing,” she said. The rain fell."),
        ("He did not believe her.", "He looked at the willow. “Whose spade is that?” he asked."),
    ),
    "de": (
        ("Mirjam Holl kam nachts an die Furt, das rote Ruder unter dem Mantel.", "Es regnete. Niemand sah sie kommen."),
        ("[Mirjam versteckt das Ruder]", "Sie grub unter der Weide. Das rote Ruder verschwand bis zum Griff."),
        (
            "Der Fährmann fragte Mirjam, ob sie sein Ruder gesehen habe.",
            "„Ich habe nichts gesehen“, sagte sie. Es regnete.",
        ),
        ("Er glaubte ihr nicht.", "Er sah zur Weide. „Wessen Spaten ist das?“, fragte er."),
    ),
    "ru": (
        ("Мирьям Холь пришла к броду ночью, с красным веслом под плащом.", "Шёл дождь. Никто не видел её."),
        ("[Мирьям прячет весло]", "Она копала под ивой. Красное весло ушло в землю по рукоять."),
        ("Паромщик спросил, не видела ли Мирьям его весла.", "«Я ничего не видела», — сказала она. Лил дождь."),
        ("Он ей не поверил.", "Он посмотрел на иву. «Чья это лопата?» — спросил он."),
    ),
    "zh": (
        ("米丽安夜里来到渡口，大衣下藏着红桨。", "下着雨。没有人看见她来。"),
        ("[米丽安藏起红桨]", "她在柳树下挖土。红桨一直埋到了柄。"),
        ("船夫问米丽安有没有看见他的桨。", "“我什么也没看见。”她说。雨一直下。"),
        ("他不相信她。", "他看着柳树。“那是谁的铲子？”他问。"),
    ),
    "ja": (
        ("ミリアムは夜、赤い櫂を外套の下に隠して渡し場に来た。", "雨が降っていた。誰も彼女を見なかった。"),
        ("[ミリアムは櫂を隠す]", "彼女は柳の下を掘った。赤い櫂は柄まで埋まった。"),
        ("渡し守はミリアムに、櫂を見たかと尋ねた。", "「何も見ていない。」と彼女は言った。雨が降り続けた。"),
        ("彼は信じなかった。", "彼は柳を見た。「あれは誰の鋤だ？」と彼は尋ねた。"),
    ),
    "th": (
        ("มีเรียมมาถึงท่าข้ามตอนกลางคืน ซ่อนพายสีแดงไว้ใต้เสื้อคลุม", "ฝนตก ไม่มีใครเห็นเธอมา"),
        ("[มีเรียมซ่อนพาย]", "เธอขุดดินใต้ต้นหลิว พายสีแดงจมลงไปถึงด้าม"),
        ("คนแจวเรือถามมีเรียมว่าเห็นพายของเขาไหม", "“ฉันไม่เห็นอะไรเลย” เธอพูด ฝนตกลงมา"),
        ("เขาไม่เชื่อเธอ", "เขามองต้นหลิว “นั่นเสียมของใคร?” เขาถาม"),
    ),
}
CALLED = {"en": "Mirjam", "de": "Mirjam", "ru": "Мирьям", "zh": "米丽安", "ja": "ミリアム", "th": "มีเรียม"}
WHOLE = {"en": "Mirjam Holl", "de": "Mirjam Holl", "ru": "Мирьям Холь", "zh": "米丽安", "ja": "ミリアム", "th": "มีเรียม"}
OAR = {"en": "oar", "de": "Ruder", "ru": "весл", "zh": "桨", "ja": "櫂", "th": "พาย"}


def short_story(language: str) -> tuple[Beat, ...]:
    return tuple(beat(at, wrote, told) for at, (wrote, told) in enumerate(SHORT[language], 1))
