"""Words that mean nothing by themselves, for measuring what two sentences share."""

STOP = {
    "en": set(
        """
        the a an i of to in is it in's s that what which who whom where when how did does do we us
        me my her his he she on by at from with and for be could would should there this there's
        were was has have must how's our one not
        """.split()  # noqa: SIM905
    ),
    "de": set(
        """
        der die das den dem des ein eine einen einem einer ich was wie wo wer wem wen wann warum
        womit wohin woran wir uns mir mich ihr ihre ihrem ihren sein seine meine meiner meinem
        meines in im an am auf aus bei beim mit von vor zu zum zur und oder ist sind hat habe hast
        wird wurde für nach nicht man es sie er sich als welche welchem welchen welcher welches
        dafür sagt so noch
        """.split()  # noqa: SIM905
    ),
    "ru": set(
        """
        в во на с со к ко у о об и а но что чем кто кого кому где куда как какой какая какое какие
        какому какую какого я мы нас вы вас мой моя мою моей своей своего её его их от до из за под
        по не ли это то тот та того той для по
        """.split()  # noqa: SIM905
    ),
}
