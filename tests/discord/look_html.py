"""Posts of the loopback Discord as a page that resembles Discord on a phone: 400 pixels, dark. For eyes, no test."""

import re
from collections.abc import Callable
from html import escape
from typing import Any, Final

from loopback import Channel, Message, User

JSON = dict[str, Any]

STYLE: Final = """
body{margin:0;background:#1a1a1e;color:#dfe0e2;font:15px/1.36 'DejaVu Sans',sans-serif;width:400px}
h1.place{font-size:15px;margin:0;padding:10px 12px;background:#121214;border-bottom:1px solid #2b2b30}
.m{padding:6px 10px 6px 56px;position:relative}.m.only{background:#22233a}
.pic{position:absolute;left:10px;top:8px;width:36px;height:36px;border-radius:50%;background:#5865f2;color:#fff;
text-align:center;line-height:36px;font-weight:bold}
.who{font-weight:bold;font-size:14px}.app{background:#5865f2;color:#fff;font-size:9px;border-radius:3px;padding:1px 4px;
margin-left:4px;vertical-align:middle}
.used{font-size:12px;color:#9a9ba1}.only .note{font-size:12px;color:#9a9ba1}
.small{font-size:12px;color:#9a9ba1}h2,h3,h4{margin:4px 0}h2{font-size:20px}h3{font-size:17px}h4{font-size:15px}
.at{background:#3b3f6b;color:#c9cdfb;border-radius:3px;padding:0 2px}code{background:#111214;padding:1px 3px}
.box{border-left:4px solid #444;background:#242429;border-radius:6px;padding:8px 10px;margin:4px 0}
.row{display:flex;flex-wrap:wrap;gap:6px;margin:6px 0}.b{border-radius:6px;padding:7px 12px;font-size:13px;
background:#3e3f45;color:#fff;max-width:320px}.b.p{background:#5865f2}.b.s{background:#248046}.b.d{background:#da373c}
.sel{background:#111214;border:1px solid #3a3a40;border-radius:6px;padding:8px 10px;
width:100%;color:#9a9ba1;font-size:13px}
.opt{font-size:11px;color:#777;margin:0 0 2px 12px}.sec{display:flex;gap:8px;min-height:38px;
justify-content:space-between;align-items:center}
hr{border:0;border-top:1px solid #3a3a40}blockquote{border-left:3px solid #4a4a50;margin:2px 0;padding-left:8px}
.gap{height:1px;background:#2b2b30;margin:8px 0}.form{border:1px dashed #666;border-radius:6px;padding:8px;margin:4px 0}
"""
_MARKS: Final = (
    (r"\*\*(.+?)\*\*", r"<b>\1</b>"),
    (r"(?<!\w)\*(.+?)\*(?!\w)", r"<i>\1</i>"),
    (r"(?<!\w)_(.+?)_(?!\w)", r"<i>\1</i>"),
    (r"~~(.+?)~~", r"<s>\1</s>"),
    (r"`(.+?)`", r"<code>\1</code>"),
)
_STYLES: Final = {1: "p", 2: "", 3: "s", 4: "d", 5: ""}


def pages(channel: Channel, eyes: User | None = None, *, most: int = 10, last: int = 0) -> list[str]:
    """A channel from top to bottom, so many posts on a page; with `eyes`, what is shown to that person alone stands
    among it, marked."""
    shown = [
        message
        for message in channel.all_messages.values()
        if message.deleted_at is None and not message.loading and (not message.ephemeral or message.shown_to is eyes)
    ]
    shown = shown[-last:]
    head = (
        f"<!doctype html><meta charset=utf-8><style>{STYLE}</style><body><h1 class=place># {escape(channel.name)}</h1>"
    )
    parts = [shown[start : start + most] for start in range(0, len(shown), most)]
    return [f"{head}{''.join(_message(message) for message in part)}\n" for part in parts]


def forms_page(forms: list[str]) -> str:
    """Forms below each other."""
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>{''.join(forms)}\n"


def form(opened: JSON) -> str:
    """A form that is open, field by field."""
    rows = [f"<b>{escape(opened.get('title', ''))}</b>"]
    for part in opened.get("components", []):
        field = part.get("component") or {}
        rows.append(f"<div>{escape(part.get('label', part.get('content', '')))}</div>")
        rows.append(f"<div class=small>{escape(part.get('description') or field.get('placeholder') or '')}</div>")
    return f"<div class=form>{''.join(rows)}</div>"


def _message(message: Message) -> str:
    name = message.author_name
    app = "<span class=app>APP</span>" if message.webhook_name is not None or message.author.bot else ""
    used = ""
    if message.interaction_legacy is not None:
        who = message.interaction_legacy["user"]["username"]
        used = f"<div class=used>↱ {escape(who)} used /{escape(message.interaction_legacy['name'])}</div>"
    only = "<div class=note>👁 Only you can see this</div>" if message.ephemeral else ""
    place = message.channel
    body = [f"<div>{_text(message.content, place)}</div>"] if message.content else []
    body += [_embed(embed, place) for embed in message.embeds]
    body += [_part(part, place) for part in message.components]
    body += [f"<div class=box>📎 {escape(each['filename'])}</div>" for each in message.attachments]
    body += [f"<span class=b>{escape(name)} {len(who)}</span>" for name, who in message.reactions.items()]
    kind = "m only" if message.ephemeral else "m"
    head = f"<div class=who>{escape(name)}{app}</div>"
    return f"<div class='{kind}'>{used}<div class=pic>{escape(name[:1])}</div>{head}{''.join(body)}{only}</div>"


def _embed(embed: JSON, place: Channel) -> str:
    rows = [f"<b>{_text(embed['title'], place)}</b>"] if embed.get("title") else []
    rows += [f"<div>{_text(embed['description'], place)}</div>"] if embed.get("description") else []
    for field in embed.get("fields", []):
        rows.append(f"<div><b>{escape(field['name'])}</b><br>{_text(field['value'], place)}</div>")
    if embed.get("footer"):
        rows.append(f"<div class=small>{escape(embed['footer']['text'])}</div>")
    return _box(embed.get("color"), "".join(rows))


def _box(colour: int | None, inside: str) -> str:
    return f"<div class=box style='border-color:#{colour or 0x444444:06x}'>{inside}</div>"


def _part(part: JSON, place: Channel) -> str:
    known: dict[int, Callable[[JSON, Channel], str]] = {
        1: lambda p, c: f"<div class=row>{_inside(p, c)}</div>",
        2: lambda p, c: _button(p),
        3: lambda p, c: _select(p),
        9: lambda p, c: f"<div class=sec><div>{_inside(p, c)}</div><div>{_part(p['accessory'], c)}</div></div>",
        10: lambda p, c: f"<div>{_text(p['content'], c)}</div>",
        12: lambda p, c: "".join(f"<div class=box>🖼 {escape(i.get('description') or '')}</div>" for i in p["items"]),
        14: lambda p, c: "<hr>",
        17: lambda p, c: _box(p.get("accent_color"), _inside(p, c)),
    }
    made = known.get(part["type"])
    return made(part, place) if made is not None else f"<div class=small>[component {part['type']}]</div>"


def _inside(part: JSON, place: Channel) -> str:
    return "".join(_part(each, place) for each in part.get("components", []))


def _button(part: JSON) -> str:
    emoji = (part.get("emoji") or {}).get("name") or ""
    words = f"{emoji} {part.get('label') or ''}".strip()
    return f"<span class='b {_STYLES.get(part.get('style', 2), '')}'>{escape(words)}</span>"


def _select(part: JSON) -> str:
    options = "".join(
        f"<div class=opt>{escape(o['label'])}{' — ' + escape(o['description']) if o.get('description') else ''}</div>"
        for o in part.get("options", [])
    )
    return f"<div class=sel>{escape(part.get('placeholder') or '')} ▾</div><div>{options}</div>"


def _text(text: str, place: Channel) -> str:
    return "".join(f"<div>{_line(row, place)}</div>" for row in text.split("\n"))


def _line(row: str, place: Channel) -> str:
    for lead, tag in (("### ", "h4"), ("## ", "h3"), ("# ", "h2")):
        if row.startswith(lead):
            return f"<{tag}>{_words(row[len(lead) :], place)}</{tag}>"
    if row.startswith("-# "):
        return f"<span class=small>{_words(row[3:], place)}</span>"
    if row.startswith("- "):
        return f"• {_words(row[2:], place)}"
    if row.startswith("> "):
        return f"<blockquote>{_words(row[2:], place)}</blockquote>"
    return _words(row, place) or "<div style='height:8px'></div>"


def _words(text: str, place: Channel) -> str:
    made = escape(text, quote=False)
    guild = place.guild

    def person(found: re.Match[str]) -> str:
        member = guild.members.get(int(found[1])) if guild else None
        return f"<span class=at>@{escape(member.display_name if member else 'unknown-user')}</span>"

    def channel(found: re.Match[str]) -> str:
        there = guild.channels.get(int(found[1])) if guild else None
        return f"<span class=at>#{escape(there.name if there else 'unknown')}</span>"

    made = re.sub(r"&lt;@!?(\d+)&gt;", person, made)
    made = re.sub(r"&lt;#(\d+)&gt;", channel, made)
    made = re.sub(r"&lt;(/[^:&]+):\d+&gt;", r"<span class=at>\1</span>", made)
    made = re.sub(r"&lt;t:(\d+)(:\w)?&gt;", r"<span class=at>(time)</span>", made)
    for pattern, by in _MARKS:
        made = re.sub(pattern, by, made)
    return made
