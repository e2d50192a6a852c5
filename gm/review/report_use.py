"""Parts of the report about what was asked: reasoning, tools, lengths, caching."""

from gm.review.amounts import money, share, short
from gm.review.charts import Bars, Chart, Lines
from gm.review.report_figures import Figures, Sum, sums
from gm.review.report_parts import Part, by_period, over_time


def reasoning_part(figures: Figures) -> Part:
    """How many calls reasoned, and how much of what came back was reasoning."""
    whole, periods = _whole(figures), by_period(figures)
    title = "Reasoning"
    if not whole.reasoned:
        return Part("reasoning", title, "No call has reported any reasoning.", None, (), ())
    part = share(whole.reasoning, whole.completion)
    says = (
        f"{share(whole.reasoned, whole.calls)} of calls reasoned, and {part} of the tokens that came back were"
        f" reasoning ({short(whole.reasoning)}), which nobody reads but somebody pays."
    )
    chart = over_time(
        figures,
        {
            "calls that reasoned": [_ratio(each.reasoned, each.calls) for each in periods.values()],
            "reasoning in replies": [_ratio(each.reasoning, each.completion) for each in periods.values()],
        },
        "share",
        percent=True,
    )
    rows = tuple(
        (
            name,
            f"{each.calls:,}",
            share(each.reasoned, each.calls),
            f"{each.reasoning:,}",
            share(each.reasoning, each.completion),
        )
        for name, each in periods.items()
    )
    head = (figures.unit, "calls", "that reasoned", "reasoning tokens", "share of replies")
    return Part("reasoning", title, says, chart, head, rows)


def tools_part(figures: Figures) -> Part:
    """How many calls looked something up."""
    whole, periods = _whole(figures), by_period(figures)
    title = "Calls that used tools"
    if not whole.offered:
        return Part("tools", title, "No call was offered tools.", None, (), ())
    says = (
        f"{share(whole.tooled, whole.calls)} of all calls looked something up; of the {whole.offered:,} that could,"
        f" {share(whole.tooled, whole.offered)} did."
    )
    chart = over_time(
        figures,
        {
            "of all calls": [_ratio(each.tooled, each.calls) for each in periods.values()],
            "of those that could": [_ratio(each.tooled, each.offered) for each in periods.values()],
        },
        "share that used tools",
        percent=True,
    )
    rows = tuple(
        (name, f"{each.calls:,}", f"{each.offered:,}", f"{each.tooled:,}", share(each.tooled, each.calls))
        for name, each in periods.items()
    )
    return Part("tools", title, says, chart, (figures.unit, "calls", "offered tools", "used them", "share"), rows)


def length_part(figures: Figures) -> Part:
    """How long prompts and replies are, over time."""
    whole, periods = _whole(figures), by_period(figures)
    title = "How long prompts and replies are"
    if not whole.prompted and not whole.completed:
        return Part("length", title, "No call has reported its tokens.", None, (), ())
    prompts = [_ratio(each.prompt, each.prompted) for each in periods.values()]
    replies = [_ratio(each.completion, each.completed) for each in periods.values()]
    texts = [_mean(whole.prompt, whole.prompted), _mean(whole.completion, whole.completed)]
    says = f"A prompt has {texts[0]} tokens on average, a reply {texts[1]}"
    known = [value for value in prompts if value]
    if len(known) > 1:
        says += f"; prompts went from {short(known[0])} in the first {figures.unit} to {short(known[-1])} in the last"
    chart: Chart = Bars(["prompt", "reply"], [prompts[0] or 0, replies[0] or 0], texts, "tokens")
    if len(figures.periods) > 1:
        chart = (
            Lines(figures.periods, {"prompt": prompts}, "tokens of a prompt", height=150),
            Lines(figures.periods, {"reply": replies}, "tokens of a reply", height=150),
        )
    rows = tuple(
        (name, f"{each.calls:,}", _mean(each.prompt, each.prompted), _mean(each.completion, each.completed))
        for name, each in periods.items()
    )
    return Part("length", title, f"{says}.", chart, (figures.unit, "calls", "prompt", "reply"), rows)


def category_length_part(figures: Figures) -> Part:
    """How long they are, by category."""
    title = "How long they are, by category"
    found = {name: each for (name,), each in sums(figures.cells, "category").items() if each.prompted}
    if not found:
        return Part("length-by-category", title, "No call has reported its tokens.", None, (), ())
    ranked = sorted(found, key=lambda name: -found[name].prompt / found[name].prompted)
    first, last = ranked[0], ranked[-1]
    says = f"{first.capitalize()} has the longest prompts ({_mean(found[first].prompt, found[first].prompted)} tokens)"
    says += f", {last} the shortest ({_mean(found[last].prompt, found[last].prompted)})" if last != first else ""
    values = [found[name].prompt / found[name].prompted for name in ranked]
    replies = [_mean(found[name].completion, found[name].completed) for name in ranked]
    texts = [f"{short(value)} in, {reply} out" for value, reply in zip(values, replies, strict=True)]
    rows = tuple(
        (name, f"{found[name].calls:,}", _mean(found[name].prompt, found[name].prompted), reply)
        for name, reply in zip(ranked, replies, strict=True)
    )
    chart = Bars(ranked, values, texts, "tokens of a prompt, on average")
    return Part("length-by-category", title, f"{says}.", chart, ("category", "calls", "prompt", "reply"), rows)


def caching_part(figures: Figures) -> Part:
    """How much was read from a cache, and what that saved."""
    whole, periods = _whole(figures), by_period(figures)
    title = "Caching"
    if not whole.prompt:
        return Part("caching", title, "No prompt's tokens were reported.", None, (), ())
    says = f"{share(whole.cached, whole.prompt)} of the prompts' tokens came from a cache"
    last = list(periods.values())[-1]
    saved = f"; cached tokens saved {money(whole.saved)}"
    saved += f", {money(last.saved)} of it in the last {figures.unit}" if len(periods) > 1 else ""
    says += saved if whole.saved else ("; what that saved is not known, for prices are not" if whole.cached else "")
    shares = {"cached": [_ratio(each.cached, each.prompt) for each in periods.values()]}
    chart: Chart = over_time(figures, shares, "share of prompt tokens from a cache", percent=True)
    if len(figures.periods) > 1 and whole.saved:
        chart = (
            Lines(figures.periods, shares, "share from a cache", percent=True, height=150),
            Lines(
                figures.periods, {"saved": [each.saved for each in periods.values()]}, "saved", money=True, height=150
            ),
        )
    rows = tuple(
        (name, f"{each.prompt:,}", f"{each.cached:,}", share(each.cached, each.prompt), money(each.saved))
        for name, each in periods.items()
    )
    return Part("caching", title, f"{says}.", chart, (figures.unit, "prompt tokens", "cached", "share", "saved"), rows)


def _whole(figures: Figures) -> Sum:
    return sums(figures.cells).get((), Sum())


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _mean(total: float, count: int) -> str:
    return short(round(total / count)) if count else "–"
