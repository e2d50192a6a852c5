"""Young games in nine languages: nine turns, what everybody says in any game, and what only one of the turns tells."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """`asked` is about what one turn tells, in which alone `told` stands; `everyday` is about none of them."""

    turns: tuple[tuple[str, str], ...]
    everyday: tuple[str, ...]
    asked: str
    told: str


STORIES = {
    "en": Story(
        turns=(
            ("I look around the room", "A low room with a long table. Rain runs down the window."),
            ("I sit down by the fire", "The fire is small. An old man moves his chair to make space."),
            ("I ask him who lives here", '"Nobody, since the winter," he says, and looks at his hands.'),
            ("I go upstairs and open the door", "Behind the door is a bed. Somebody has left a candle and a key."),
            ("I search the bed", "In the straw lies a silver whistle with the crest of the Harbour Guild."),
            ("I go down again and wait until it is dark", "Night comes. The wind turns, and something knocks twice."),
            ("I try to sleep for an hour", "It is cold. In the morning the street is full of water."),
            ("I tell the old man to be careful", 'He laughs. "With what?" he says, and pours himself a cup.'),
            ("I step outside and listen", "Far away a dog barks. The road is empty on both sides."),
        ),
        everyday=(
            "I put the lamp on the table and look out of the window",
            "I walk slowly to the door and listen",
            "I try to find out whether he is telling the truth",
            "I wait for an hour and then go back to the room",
        ),
        asked="I blow the whistle that we found",
        told="Harbour Guild",
    ),
    "de": Story(
        turns=(
            (
                "Ich sehe mich im Zimmer um",
                "Ein niedriges Zimmer mit einem langen Tisch. Regen läuft am Fenster herab.",
            ),
            ("Ich setze mich ans Feuer", "Das Feuer ist klein. Ein alter Mann rückt mit seinem Stuhl zur Seite."),
            ("Ich frage ihn, wer hier wohnt", "»Seit dem Winter niemand«, sagt er und sieht auf seine Hände."),
            ("Ich gehe die Treppe hinauf und öffne die Tür", "Hinter der Tür steht ein Bett, darauf eine Kerze."),
            ("Ich durchsuche das Bett", "Im Stroh liegt eine silberne Pfeife mit dem Wappen der Hafengilde."),
            ("Ich gehe wieder hinunter und warte, bis es dunkel ist", "Die Nacht kommt. Etwas klopft zweimal."),
            ("Ich versuche, eine Stunde zu schlafen", "Es ist kalt. Am Morgen steht Wasser auf der Straße."),
            ("Ich sage dem Alten, er soll vorsichtig sein", "Er lacht und gießt sich einen Becher voll."),
            ("Ich trete hinaus und horche", "Weit weg bellt ein Hund. Der Weg ist auf beiden Seiten leer."),
        ),
        everyday=(
            "Ich stelle die Lampe auf den Tisch und sehe aus dem Fenster",
            "Ich gehe langsam zur Tür und horche",
            "Ich versuche herauszufinden, ob er die Wahrheit sagt",
            "Ich warte eine Stunde und gehe zurück ins Zimmer",
        ),
        asked="Ich blase die Pfeife, die wir gefunden haben",
        told="Hafengilde",
    ),
    "es": Story(
        turns=(
            ("Miro alrededor", "Una habitación baja con una mesa larga. La lluvia corre por la ventana."),
            ("Me siento junto al fuego", "El fuego es pequeño. Un viejo aparta su silla para hacer sitio."),
            ("Le pregunto quién vive aquí", "—Nadie desde el invierno —dice, y se mira las manos."),
            ("Subo la escalera y abro la puerta", "Detrás hay una cama. Alguien ha dejado una vela y una llave."),
            ("Registro la cama", "Entre la paja hay un silbato de plata con el escudo del Gremio Portuario."),
            ("Bajo otra vez y espero a que oscurezca", "Llega la noche. El viento cambia y algo golpea dos veces."),
            ("Intento dormir una hora", "Hace frío. Por la mañana la calle está llena de agua."),
            ("Le digo al viejo que tenga cuidado", "Se ríe y se sirve una taza."),
            ("Salgo y escucho", "A lo lejos ladra un perro. El camino está vacío por los dos lados."),
        ),
        everyday=(
            "Pongo la lámpara sobre la mesa y miro por la ventana",
            "Camino despacio hasta la puerta y escucho",
            "Intento averiguar si dice la verdad",
            "Espero una hora y vuelvo a la habitación",
        ),
        asked="Soplo el silbato que encontramos",
        told="Gremio Portuario",
    ),
    "fr": Story(
        turns=(
            ("Je regarde autour de moi", "Une pièce basse avec une longue table. La pluie coule sur la fenêtre."),
            ("Je m'assieds près du feu", "Le feu est petit. Un vieil homme écarte sa chaise pour faire de la place."),
            ("Je lui demande qui habite ici", "— Personne depuis l'hiver, dit-il en regardant ses mains."),
            ("Je monte l'escalier et j'ouvre la porte", "Derrière, un lit. Quelqu'un a laissé une bougie et une clé."),
            ("Je fouille le lit", "Dans la paille, un sifflet d'argent aux armes de la Guilde du Port."),
            ("Je redescends et j'attends la nuit", "La nuit vient. Le vent tourne et quelque chose frappe deux fois."),
            ("J'essaie de dormir une heure", "Il fait froid. Le matin, la rue est pleine d'eau."),
            ("Je dis au vieil homme de faire attention", "Il rit et se verse une tasse."),
            ("Je sors et j'écoute", "Au loin un chien aboie. La route est vide des deux côtés."),
        ),
        everyday=(
            "Je pose la lampe sur la table et je regarde par la fenêtre",
            "Je marche lentement vers la porte et j'écoute",
            "J'essaie de savoir s'il dit la vérité",
            "J'attends une heure puis je retourne dans la pièce",
        ),
        asked="Je souffle dans le sifflet que nous avons trouvé",
        told="Guilde du Port",
    ),
    "pt": Story(
        turns=(
            ("Olho em volta do quarto", "Um quarto baixo com uma mesa comprida. A chuva escorre pela janela."),
            ("Sento-me junto ao fogo", "O fogo é pequeno. Um velho afasta a cadeira para dar lugar."),
            ("Pergunto-lhe quem mora aqui", "— Ninguém desde o inverno — diz ele, e olha para as mãos."),
            ("Subo a escada e abro a porta", "Atrás da porta há uma cama. Alguém deixou uma vela e uma chave."),
            ("Procuro na cama", "No meio da palha há um apito de prata com o brasão da Guilda do Porto."),
            ("Desço outra vez e espero a noite", "A noite chega. O vento muda e algo bate duas vezes."),
            ("Tento dormir uma hora", "Faz frio. De manhã a rua está cheia de água."),
            ("Digo ao velho que tenha cuidado", "Ele ri e enche um copo."),
            ("Saio e escuto", "Ao longe ladra um cão. O caminho está vazio dos dois lados."),
        ),
        everyday=(
            "Ponho a lâmpada em cima da mesa e olho pela janela",
            "Caminho devagar até a porta e escuto",
            "Tento descobrir se ele diz a verdade",
            "Espero uma hora e volto para o quarto",
        ),
        asked="Sopro no apito que encontramos",
        told="Guilda do Porto",
    ),
    "ru": Story(
        turns=(
            ("Я осматриваю комнату", "Низкая комната с длинным столом. По окну бежит дождь."),
            ("Я сажусь у огня", "Огонь невелик. Старик отодвигает свой стул, чтобы дать место."),
            ("Я спрашиваю его, кто здесь живёт", "— С зимы никто, — говорит он и смотрит на свои руки."),
            ("Я поднимаюсь по лестнице и открываю дверь", "За дверью кровать. Кто-то оставил свечу и ключ."),
            ("Я обыскиваю кровать", "В соломе лежит серебряный свисток с гербом Портовой гильдии."),
            ("Я спускаюсь и жду темноты", "Приходит ночь. Ветер меняется, и что-то стучит два раза."),
            ("Я пытаюсь поспать час", "Холодно. Утром вся улица в воде."),
            ("Я говорю старику быть осторожнее", "Он смеётся и наливает себе чашку."),
            ("Я выхожу наружу и слушаю", "Далеко лает собака. Дорога пуста в обе стороны."),
        ),
        everyday=(
            "Я ставлю лампу на стол и смотрю в окно",
            "Я медленно иду к двери и слушаю",
            "Я пытаюсь понять, говорит ли он правду",
            "Я жду час и возвращаюсь в комнату",
        ),
        asked="Я дую в свисток, который мы нашли",
        told="Портовой гильдии",
    ),
    "zh": Story(
        turns=(
            ("我环顾房间", "低矮的房间里有一张长桌子。雨水顺着窗户流下来。"),
            ("我在火边坐下", "火很小。一个老人把椅子挪到旁边。"),
            ("我问他谁住在这里", "“从冬天起就没有人了。”他说，看着自己的手。"),
            ("我走上楼梯，打开门", "门后面有一张床。有人留下了一支蜡烛。"),
            ("我搜查那张床", "稻草里有一只银哨，上面刻着港务行会的徽章。"),
            ("我走下去，等到天黑", "夜里来了风，有什么东西敲了两下。"),
            ("我试着睡一个小时", "很冷。早上街上全是水。"),
            ("我告诉老人要小心", "他笑了，给自己倒了一杯。"),
            ("我走到外面，仔细听", "远处有狗叫。路的两边都是空的。"),
        ),
        everyday=(
            "我把灯放在桌子上，看着窗外",
            "我慢慢走到门口，听着外面的声音",
            "我想知道他说的是不是真话",
            "我等了一个小时，然后回到房间里",
        ),
        asked="我吹响我们找到的银哨",
        told="港务行会",
    ),
    "ja": Story(
        turns=(
            ("部屋を見回す", "低い部屋に長い机がある。雨が窓を流れている。"),
            ("火のそばに座る", "火は小さい。老人が椅子を横に動かした。"),
            ("誰が住んでいるのか彼に聞く", "「冬からは誰も」と彼は言い、自分の手を見た。"),
            ("階段を上がって扉を開ける", "扉の向こうに寝台がある。誰かが蝋燭を置いていった。"),
            ("寝台を調べる", "藁の中に、港湾組合の紋章が入った銀笛がある。"),
            ("下に戻り、暗くなるまで待つ", "夜が来る。風が変わり、何かが二度鳴った。"),
            ("一時間ほど眠ろうとする", "寒い。朝になると通りは水でいっぱいだ。"),
            ("老人に気をつけるように言う", "彼は笑って、自分の杯に注いだ。"),
            ("外に出て耳を澄ます", "遠くで犬が吠えている。道の両側には誰もいない。"),
        ),
        everyday=(
            "机の上に灯りを置いて、窓の外を見る",
            "ゆっくり扉まで歩いて、耳を澄ます",
            "彼が本当のことを言っているのか考える",
            "一時間待って、部屋に戻る",
        ),
        asked="見つけた銀笛を吹く",
        told="港湾組合",
    ),
    "th": Story(
        turns=(
            ("ฉันมองรอบห้อง", "ห้องเตี้ยมีโต๊ะยาวตัวหนึ่ง น้ำฝนไหลลงที่หน้าต่าง"),
            ("ฉันนั่งลงข้างไฟ", "ไฟเล็กมาก ชายชราขยับเก้าอี้ออกไป"),
            ("ฉันถามเขาว่าใครอยู่ที่นี่", "“ไม่มีใครเลย” เขาพูดแล้วมองมือของตัวเอง"),
            ("ฉันเดินขึ้นบันไดแล้วเปิดประตู", "หลังประตูมีเตียง มีคนวางเทียนเอาไว้"),
            ("ฉันค้นเตียง", "ในฟางมีนกหวีดเงินสลักตราสมาคมท่าเรือ"),
            ("ฉันลงไปแล้วรอจนมืด", "กลางคืนมาถึง มีเสียงเคาะสองครั้ง"),
            ("ฉันพยายามนอนหนึ่งชั่วโมง", "อากาศหนาว ตอนเช้าถนนมีแต่น้ำ"),
            ("ฉันบอกชายชราให้ระวัง", "เขาหัวเราะแล้วหยิบแก้วขึ้นมาดื่ม"),
            ("ฉันออกไปข้างนอกแล้วฟัง", "ไกลออกไปมีเสียงหมา ไม่มีใครอยู่บนทาง"),
        ),
        everyday=(
            "ฉันวางตะเกียงบนโต๊ะแล้วมองออกไปนอกหน้าต่าง",
            "ฉันเดินช้าๆ ไปที่ประตูแล้วฟัง",
            "ฉันรอหนึ่งชั่วโมงแล้วกลับไปที่ห้อง",
        ),
        asked="ฉันเป่านกหวีดเงินที่เราเจอ",
        told="สมาคมท่าเรือ",
    ),
}
"""By language, as a campaign names it."""
