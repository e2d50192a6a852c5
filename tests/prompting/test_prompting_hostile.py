"""A stranger's template ends quickly, with an error, whatever it tries."""

import time

import pytest

from gm.domain.errors import ConfigError
from gm.prompting.sandbox import spoken
from gm.prompting.templates import TemplateSet

GREEDY = (
    "{{ [1]|batch(30000000,'x')|list|length }}",
    "{{ ([t]*9)|length }}",
    "{% for i in range(900) %}{{ [t,t,t,t]|join(t) }}{% endfor %}",
    "{% for i in range(900) %}{{ t|int }}{% endfor %}",
    "{% for i in range(1000) %}{% for j in range(1000) %}{{ t|length }}{% endfor %}{% endfor %}",
    "{{ [t]|map('upper')|join([t,t]|join(t)) }}",
)


@pytest.mark.parametrize("template", GREEDY)
def test_greed_is_refused_within_a_second(template: str) -> None:
    start = time.process_time()
    with pytest.raises(ConfigError):
        TemplateSet({"narrator/x.jinja2": template}).render("narrator/x.jinja2", {"t": "9" * 150_000})
    assert time.process_time() - start < 1.0


def test_joining_lines_still_works() -> None:
    made = TemplateSet({"narrator/x.jinja2": "{{ names | join(', ') }}; {{ people | join('+', attribute='n') }}"})
    assert made.render("narrator/x.jinja2", {"names": ("a", "b"), "people": [{"n": 1}, {"n": 2}]}) == "a, b; 1+2"


def test_what_players_say_holds_no_controls() -> None:
    assert spoken("a\x1b[31mb\x9bc\u202ed\ud83de") == "a [31mb c d e"
