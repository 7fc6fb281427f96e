"""Bars as geometry."""

from presessions.desk.charts import LABELS, NUMBERS, WIDTH, Bar, chart


def test_the_longest_bar_fills_the_room_and_the_others_are_to_scale():
    drawn = chart([Bar("28", 40, 68), Bar("29", 17), Bar("30", 0)])
    room = WIDTH - LABELS - NUMBERS
    assert [(one.width, one.behind) for one in drawn.bars] == [(271, room), (115, 0), (0, 0)]
    assert [one.bar.words for one in drawn.bars] == ["40 / 68", "17", "0"]
    assert (drawn.bars[1].text_x, drawn.bars[1].text_y, drawn.height) == (LABELS + 123, 47, 84)


def test_nothing_to_draw_is_no_fault():
    assert chart([]).bars == ()
    assert chart([Bar("28", 0)]).bars[0].width == 0
