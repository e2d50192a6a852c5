"""What the words mean that stand in no kit by name: advantage, hit points, initiative, a saving throw.

Each row says one thing in English, German, Spanish, Russian, Chinese and Thai, in this order (`TONGUES`).
Names stand after a colon, so that they need no case and no article.
Numbers come from the kit that is played.
"""

from collections.abc import Mapping
from typing import Final

NOTIONS_SAID: Final[Mapping[str, tuple[str, ...]]] = {
    "check": (
        "Where it is open how something ends, {dice} is rolled and what the character brings (attribute, "
        "training, gear) is added.",
        "Wo offen ist, wie etwas ausgeht, wird {dice} gewürfelt und dazugezählt, was die Figur mitbringt "
        "(Attribut, Übung, Ausrüstung).",
        "Donde no está claro cómo acabará algo, se tira {dice} y se suma lo que aporta el personaje "
        "(atributo, entrenamiento, equipo).",
        "Где исход неясен, бросают {dice} и прибавляют то, что есть у персонажа (характеристика, обучение, "
        "снаряжение).",
        "结果未定时掷{dice}，再加上角色自身的加成（属性、训练、装备）。",
        "เมื่อผลยังไม่แน่ ทอย {dice} แล้วบวกสิ่งที่ตัวละครมี (ค่าพลัง การฝึก อุปกรณ์)",
    ),
    "check_pool": (
        "Where it is open how something ends, dice are thrown: {dice}.",
        "Wo offen ist, wie etwas ausgeht, wird gewürfelt: {dice}.",
        "Donde no está claro cómo acabará algo, se tiran dados: {dice}.",
        "Где исход неясен, бросают кости: {dice}.",
        "结果未定时掷骰：{dice}。",
        "เมื่อผลยังไม่แน่ ทอยลูกเต๋า: {dice}",
    ),
    "against": (
        "It has to come to the difficulty that the game master sets before.",
        "Das Ergebnis muss die Schwierigkeit erreichen, die die Spielleitung vorher festlegt.",
        "Tiene que alcanzar la dificultad que se fija antes.",
        "Сумма должна достичь сложности, которую ведущий назначает заранее.",
        "结果须达到主持人事先定下的难度。",
        "ต้องถึงค่าความยากที่ผู้ดำเนินเกมตั้งไว้ก่อน",
    ),
    "under": (
        "It has to stay at or below what the character has.",
        "Das Ergebnis darf höchstens so hoch sein wie der Wert der Figur.",
        "Tiene que quedar en el valor del personaje o por debajo.",
        "Сумма не должна превышать значение персонажа.",
        "结果不得超过角色的数值。",
        "ต้องไม่เกินค่าของตัวละคร",
    ),
    "each_die": (
        "Each die that shows {number} or more is a success.",
        "Jeder Würfel ab {number} ist ein Erfolg.",
        "Cada dado que muestra {number} o más es un éxito.",
        "Каждая кость с {number} и больше — успех.",
        "每颗{number}点以上的骰子算一次成功。",
        "ลูกเต๋าที่ออก {number} ขึ้นไปนับเป็นหนึ่งความสำเร็จ",
    ),
    "no_dice": (
        "Nobody rolls here. What others would roll for is asked: {what}",
        "Hier wird nicht gewürfelt. Wo andere würfeln, wird gefragt: {what}",
        "Aquí no se tira. Donde otros tirarían, se pregunta: {what}",
        "Здесь не бросают кости. Вместо броска спрашивают: {what}",
        "这里不掷骰。该掷骰处会问：{what}",
        "ที่นี่ไม่ทอย ตรงที่ต้องทอยจะถามว่า: {what}",
    ),
    "degrees": (
        "How it can come out: {what}.",
        "Wie es ausgehen kann: {what}.",
        "Cómo puede salir: {what}.",
        "Чем может кончиться: {what}.",
        "可能的结果：{what}。",
        "ผลที่เป็นไปได้: {what}",
    ),
    "advantage": (
        "With advantage one die more is thrown and the best count; with disadvantage one more and the "
        "worst count. Both together cancel out.",
        "Mit Vorteil fällt ein Würfel mehr und die besten zählen; mit Nachteil einer mehr und die "
        "schlechtesten zählen. Beides zusammen hebt sich auf.",
        "Con ventaja se tira un dado más y cuentan los mejores; con desventaja, uno más y cuentan los "
        "peores. Las dos a la vez se anulan.",
        "С преимуществом бросают на кость больше и считают лучшие; с помехой — на кость больше и считают "
        "худшие. Вместе они гасят друг друга.",
        "有优势时多掷一颗骰子并取最好的；有劣势时多掷一颗并取最差的。两者同时出现则抵消。",
        "ได้เปรียบทอยเพิ่มหนึ่งลูกแล้วนับผลดีที่สุด เสียเปรียบทอยเพิ่มหนึ่งลูกแล้วนับผลแย่ที่สุด มีทั้งสองอย่างหักล้างกัน",
    ),
    "hit_points": (
        "Hit points say how much harm somebody can still take; the sheet counts them.",
        "Trefferpunkte sagen, wie viel jemand noch einstecken kann; der Bogen zählt sie.",
        "Los puntos de golpe dicen cuánto daño aguanta aún alguien; la ficha los cuenta.",
        "Очки здоровья показывают, сколько урона ещё можно выдержать; их считает лист.",
        "生命值表示还能承受多少伤害；角色卡上有记录。",
        "พลังชีวิตบอกว่ายังทนความเสียหายได้เท่าไร นับอยู่ในใบตัวละคร",
    ),
    "dying_down": (
        "At 0 somebody is down and cannot act until somebody helps.",
        "Bei 0 liegt man am Boden und kann nichts tun, bis jemand hilft.",
        "A 0 se queda fuera de combate hasta que alguien ayude.",
        "При 0 персонаж без сил и не действует, пока ему не помогут.",
        "降到0时倒下，在有人救助之前不能行动。",
        "เหลือ 0 จะล้มลงและทำอะไรไม่ได้จนกว่ามีคนช่วย",
    ),
    "dying_dead": (
        "At 0 somebody is dead.",
        "Bei 0 ist man tot.",
        "A 0 se muere.",
        "При 0 персонаж мёртв.",
        "降到0时死亡。",
        "เหลือ 0 คือตาย",
    ),
    "dying_saves": (
        "At 0 somebody is dying: each turn {dice} is rolled, {number} or more is a success. {needed} "
        "successes and they are stable, {needed} failures and they are dead.",
        "Bei 0 liegt man im Sterben: Jeden Zug wird {dice} gewürfelt, ab {number} ist es ein Erfolg. Nach "
        "{needed} Erfolgen ist man stabil, nach {needed} Fehlschlägen tot.",
        "A 0 se agoniza: cada turno se tira {dice}, con {number} o más es un éxito. Con {needed} éxitos se "
        "estabiliza, con {needed} fallos muere.",
        "При 0 персонаж умирает: каждый ход бросают {dice}, от {number} — успех. {needed} успеха — "
        "состояние стабильно, {needed} провала — смерть.",
        "降到0时濒死：每回合掷{dice}，{number}以上为成功。{needed}次成功则稳定，{needed}次失败则死亡。",
        "เหลือ 0 คือใกล้ตาย: ทุกเทิร์นทอย {dice} ได้ {number} ขึ้นไปคือสำเร็จ สำเร็จ {needed} ครั้งอาการคงที่ พลาด {needed} ครั้งตาย",
    ),
    "healed_by": (
        "What brings them back: {what}.",
        "Was sie zurückbringt: {what}.",
        "Se recuperan con: {what}.",
        "Возвращает их: {what}.",
        "恢复方式：{what}。",
        "ฟื้นได้ด้วย: {what}",
    ),
    "order_initiative": (
        "When a fight begins everybody rolls {dice}{plus}; who has most acts first, then one after the "
        "other, round by round.",
        "Beginnt ein Kampf, würfeln alle {dice}{plus}; wer am meisten hat, handelt zuerst, dann einer nach "
        "dem anderen, Runde um Runde.",
        "Al empezar un combate todos tiran {dice}{plus}; quien más saca actúa primero, luego uno tras "
        "otro, ronda a ronda.",
        "В начале боя все бросают {dice}{plus}; у кого больше, тот действует первым, потом остальные по "
        "очереди, раунд за раундом.",
        "战斗开始时每人掷{dice}{plus}；最高者先行动，然后依次进行，一轮接一轮。",
        "เริ่มต่อสู้ทุกคนทอย {dice}{plus} ใครได้มากสุดเริ่มก่อน แล้วเรียงกันไปทีละคน รอบแล้วรอบเล่า",
    ),
    "order_sides": (
        "In a fight one side acts, then the other.",
        "Im Kampf handelt eine Seite, dann die andere.",
        "En un combate actúa un bando y luego el otro.",
        "В бою действует одна сторона, потом другая.",
        "战斗中一方行动，然后另一方行动。",
        "ในการต่อสู้ฝ่ายหนึ่งทำก่อน แล้วอีกฝ่าย",
    ),
    "order_spotlight": (
        "In a fight players act as they please; whatever does not go wholly well is answered by an enemy.",
        "Im Kampf handeln die Spieler, wie sie mögen; was nicht ganz gelingt, beantwortet ein Feind.",
        "En un combate se actúa cuando se quiere; lo que no sale del todo bien lo contesta un enemigo.",
        "В бою игроки действуют, когда хотят; на всё, что удалось не вполне, отвечает враг.",
        "战斗中玩家随意行动；凡不完全顺利者，由敌人回应。",
        "ในการต่อสู้ผู้เล่นลงมือเมื่อไรก็ได้ อะไรที่ไม่สำเร็จเต็มที่ศัตรูจะตอบโต้",
    ),
    "order_none": (
        "These rules have no order of a fight: everything is tried as outside of one.",
        "Diese Regeln kennen keine Reihenfolge im Kampf: Alles wird versucht wie sonst auch.",
        "Estas reglas no tienen orden de combate: todo se intenta como fuera de él.",
        "В этих правилах нет очерёдности боя: всё делают так же, как вне его.",
        "这套规则没有战斗顺序：一切照平时那样尝试。",
        "กติกานี้ไม่มีลำดับต่อสู้ ทุกอย่างลองเหมือนยามปกติ",
    ),
    "save": (
        "To withstand something (a spell, poison, a fall) {dice} is rolled with an attribute, and has to "
        "come to the difficulty.",
        "Um etwas zu überstehen (Zauber, Gift, Sturz), wird {dice} mit einem Attribut gewürfelt und muss "
        "die Schwierigkeit erreichen.",
        "Para resistir algo (un conjuro, veneno, una caída) se tira {dice} con un atributo y hay que "
        "alcanzar la dificultad.",
        "Чтобы устоять (перед чарами, ядом, падением), бросают {dice} с характеристикой и должны достичь сложности.",
        "要抵御某事（法术、毒、坠落），以一项属性掷{dice}，须达到难度。",
        "เพื่อต้านทานบางสิ่ง (เวท พิษ การตก) ทอย {dice} กับค่าพลัง ต้องถึงค่าความยาก",
    ),
    "difficulty": (
        "What a roll has to come to: {what}.",
        "Was ein Wurf erreichen muss: {what}.",
        "A lo que ha de llegar una tirada: {what}.",
        "Чего должен достичь бросок: {what}.",
        "掷骰须达到：{what}。",
        "ค่าที่ต้องทอยให้ถึง: {what}",
    ),
    "fixed": (
        "There is no difficulty: the total alone says how it comes out.",
        "Eine Schwierigkeit gibt es nicht: Die Summe allein sagt, wie es ausgeht.",
        "No hay dificultad: el total por sí solo dice cómo sale.",
        "Сложности нет: исход решает одна сумма.",
        "没有难度：结果只看总和。",
        "ไม่มีค่าความยาก ผลรวมอย่างเดียวบอกว่าออกมาอย่างไร",
    ),
    "critical": (
        "On the die itself: {what}.",
        "Auf dem Würfel selbst: {what}.",
        "En el propio dado: {what}.",
        "На самой кости: {what}.",
        "看骰面本身：{what}。",
        "ดูที่หน้าลูกเต๋า: {what}",
    ),
    "critical_double_dice": (
        "The best hit in a fight throws its damage dice twice.",
        "Der beste Treffer im Kampf würfelt den Schaden mit doppelt so vielen Würfeln.",
        "El mejor golpe en combate tira el doble de dados de daño.",
        "Лучшее попадание в бою бросает вдвое больше костей урона.",
        "战斗中最佳命中时伤害骰加倍。",
        "การโจมตีที่ดีที่สุดทอยลูกเต๋าความเสียหายสองเท่า",
    ),
    "critical_maximum": (
        "The best hit in a fight does the most damage that its dice can.",
        "Der beste Treffer im Kampf macht so viel Schaden, wie seine Würfel hergeben.",
        "El mejor golpe en combate hace el máximo de sus dados.",
        "Лучшее попадание в бою наносит наибольший урон.",
        "战斗中最佳命中时伤害取最大值。",
        "การโจมตีที่ดีที่สุดเสียหายสูงสุดของลูกเต๋า",
    ),
    "attack": (
        "To strike somebody {dice} is rolled with: {what}. It has to come to their defence; then the "
        "weapon does its damage.",
        "Um jemanden zu treffen, wird {dice} gewürfelt mit: {what}. Das muss die Abwehr des Ziels "
        "erreichen; dann macht die Waffe ihren Schaden.",
        "Para golpear a alguien se tira {dice} con: {what}. Hay que alcanzar su defensa; entonces el arma "
        "hace su daño.",
        "Чтобы ударить, бросают {dice} с навыком: {what}. Нужно достичь защиты цели; тогда оружие наносит урон.",
        "要打中某人，掷{dice}并用：{what}。须达到对方的防御；然后武器造成伤害。",
        "จะโจมตีใคร ทอย {dice} ด้วย: {what} ต้องถึงค่าป้องกันของเขา แล้วอาวุธจึงสร้างความเสียหาย",
    ),
    "attack_spotlight": (
        "To strike somebody one rolls as for anything else, with: {what}. How well it goes says who is hurt.",
        "Um jemanden zu treffen, wird gewürfelt wie sonst auch, mit: {what}. Wie gut es ausgeht, sagt, wer "
        "verletzt wird.",
        "Para golpear a alguien se tira como siempre, con: {what}. Según salga, se ve quién queda herido.",
        "Чтобы ударить, бросают как обычно, с навыком: {what}. Исход покажет, кто ранен.",
        "要打中某人，照常掷骰，用：{what}。结果好坏决定谁受伤。",
        "จะโจมตีใครก็ทอยเหมือนปกติ ด้วย: {what} ผลบอกว่าใครเจ็บ",
    ),
    "unarmed": (
        "Without a weapon: {dice}.",
        "Ohne Waffe: {dice}.",
        "Sin arma: {dice}.",
        "Без оружия: {dice}.",
        "徒手：{dice}。",
        "มือเปล่า: {dice}",
    ),
    "damage": (
        "Damage is taken from hit points. Who resists a kind takes half of it.",
        "Schaden geht von den Trefferpunkten ab. Wer einer Art widersteht, nimmt davon die Hälfte.",
        "El daño se resta de los puntos de golpe. Quien resiste un tipo recibe la mitad.",
        "Урон вычитается из очков здоровья. Кто устойчив к виду урона, получает половину.",
        "伤害从生命值中扣除。对某类型有抗性者只受一半。",
        "ความเสียหายหักจากพลังชีวิต ใครต้านทานชนิดใดโดนครึ่งเดียว",
    ),
    "kinds": (
        "Kinds: {what}.",
        "Arten: {what}.",
        "Tipos: {what}.",
        "Виды: {what}.",
        "类型：{what}。",
        "ชนิด: {what}",
    ),
    "grow_none": (
        "Nobody grows by numbers in these rules.",
        "In diesen Regeln wächst niemand nach Zahlen.",
        "En estas reglas nadie crece en números.",
        "В этих правилах никто не растёт в числах.",
        "这套规则中没有人按数值成长。",
        "กติกานี้ไม่มีใครเติบโตเป็นตัวเลข",
    ),
    "grow_xp": (
        "The party earns it together, for what it overcomes; the sheet says how much is missing.",
        "Die Gruppe verdient sie gemeinsam, für das, was sie übersteht; der Bogen sagt, wie viel fehlt.",
        "El grupo la gana junto por lo que supera; la ficha dice cuánto falta.",
        "Отряд получает его вместе за то, что преодолел; лист говорит, сколько не хватает.",
        "全队因克服难关而一同获得；角色卡显示还差多少。",
        "ทั้งกลุ่มได้ร่วมกันจากสิ่งที่ผ่านมาได้ ใบตัวละครบอกว่ายังขาดเท่าไร",
    ),
    "grow_milestone": (
        "The game master says when a milestone is reached.",
        "Die Spielleitung sagt, wann ein Meilenstein erreicht ist.",
        "Se anuncia cuándo se alcanza un hito.",
        "Ведущий говорит, когда достигнута веха.",
        "由主持人宣布何时达到里程碑。",
        "ผู้ดำเนินเกมบอกว่าถึงหลักหมายเมื่อไร",
    ),
    "grow_marks": (
        "What fails is marked on the sheet; enough marks make a level.",
        "Was misslingt, wird auf dem Bogen vermerkt; genug Vermerke ergeben eine Stufe.",
        "Lo que falla se marca en la ficha; bastantes marcas dan un nivel.",
        "Неудачи отмечаются в листе; достаточно отметок — новый уровень.",
        "失败会在角色卡上留下记号；记号够了就升级。",
        "สิ่งที่พลาดจะถูกทำเครื่องหมาย ครบแล้วได้ระดับ",
    ),
    "levels": (
        "Levels: {what}.",
        "Stufen: {what}.",
        "Niveles: {what}.",
        "Уровни: {what}.",
        "等级：{what}。",
        "ระดับ: {what}",
    ),
    "concentration": (
        "Some spells have to be kept up, one at a time. Who is hurt meanwhile saves ({what}) or loses it.",
        "Manche Zauber muss man aufrechterhalten, immer nur einen. Wer dabei verletzt wird, braucht einen "
        "Rettungswurf ({what}), sonst endet er.",
        "Algunos conjuros hay que mantenerlos, uno a la vez. Quien resulta herido hace una salvación "
        "({what}) o lo pierde.",
        "Некоторые чары надо удерживать, одни за раз. Кого ранят, тот делает спасбросок ({what}) или теряет их.",
        "有些法术须保持专注，同时只能一个。其间受伤者须豁免（{what}），否则中断。",
        "เวทบางอย่างต้องคงสมาธิ ทีละอย่าง ถ้าเจ็บต้องทอยป้องกัน ({what}) ไม่งั้นหลุด",
    ),
    "turn": (
        "In a turn of a fight: one action, and moving (in zones: {number}). Actions: {what}.",
        "In einem Zug im Kampf: eine Aktion und Bewegung (in Zonen: {number}). Aktionen: {what}.",
        "En un turno de combate: una acción y movimiento (en zonas: {number}). Acciones: {what}.",
        "В ход боя: одно действие и перемещение (в зонах: {number}). Действия: {what}.",
        "战斗中一回合：一个行动和移动（区域数：{number}）。行动：{what}。",
        "หนึ่งเทิร์นในการต่อสู้: หนึ่งแอ็กชัน และเดิน (เป็นโซน: {number}) แอ็กชัน: {what}",
    ),
    "opportunity": (
        "Who walks away from enemies is struck at once by each of them, unless they disengage.",
        "Wer von Feinden weggeht, den schlägt jeder von ihnen einmal, es sei denn, er löst sich.",
        "A quien se aleja de enemigos le golpea cada uno una vez, salvo que se retire con cuidado.",
        "Кто уходит от врагов, получает от каждого по удару, если не отступает осторожно.",
        "离开敌人身边者会被每个敌人打一下，除非小心脱离。",
        "ใครเดินหนีศัตรูจะโดนตีคนละครั้ง เว้นแต่ผละออกอย่างระวัง",
    ),
    "no_opportunity": (
        "In these rules nobody is struck for walking away.",
        "In diesen Regeln wird niemand geschlagen, weil er weggeht.",
        "En estas reglas nadie recibe un golpe por alejarse.",
        "В этих правилах за отход никто не бьёт.",
        "这套规则中离开不会挨打。",
        "กติกานี้เดินหนีไม่โดนตี",
    ),
    "unaware": (
        "Who is taken unawares does not act in the first round.",
        "Wer überrascht wird, handelt in der ersten Runde nicht.",
        "Quien es sorprendido no actúa en la primera ronda.",
        "Застигнутый врасплох не действует в первом раунде.",
        "被突袭者第一轮不能行动。",
        "คนที่ถูกจู่โจมไม่ได้ทำอะไรในรอบแรก",
    ),
}
