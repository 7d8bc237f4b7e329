"""Numbers of top-ups: each counts once, in any order, and what cannot be told is refused."""

from meter.control.tokens import AHEAD, LAST, WINDOW, taken


def told(numbers):
    """(which of `numbers` count, which are refused)."""
    highest = seen = 0
    counted, refused = [], []
    for number in numbers:
        try:
            found = taken(highest, seen, number)
        except ValueError as error:
            assert str(error) in ("TOKEN TOO OLD", "TOKEN TOO FAR AHEAD")
            refused.append(number)
            continue
        if found:
            counted.append(number)
            highest, seen = found
            assert 0 <= seen < 1 << WINDOW and highest <= LAST
    return counted, refused


def test_numbers_in_order_count_once_each():
    assert told([1, 1, 2, 2, 1, 3, 3]) == ([1, 2, 3], [])


def test_gaps_are_filled_later_as_far_back_as_the_window():
    assert told([100, 90, 90, 68, 68, 100, 67]) == ([100, 90, 68], [67])
    assert told([5, 1, 3, 2, 4, 1, 2, 3, 4, 5]) == ([5, 1, 3, 2, 4], [])


def test_a_leap_forgets_none_that_it_still_could_tell():
    for ahead in range(1, WINDOW + 3):
        again = 50 in told([50, 50 + ahead, 50])[1]
        assert told([50, 50 + ahead, 50])[0] == [50, 50 + ahead], ahead
        assert again == (ahead > WINDOW), ahead


def test_the_last_number_is_one_too():
    assert told([LAST, LAST - 1, LAST, LAST - WINDOW, LAST - WINDOW - 1]) == (
        [LAST, LAST - 1, LAST - WINDOW],
        [LAST - WINDOW - 1],
    )


def test_any_order_of_any_numbers_counts_none_twice():
    """Against a set of all that came."""
    state = 7
    for _ in range(40):
        numbers, base = [], 1000
        for _ in range(120):
            state = (state * 1103515245 + 12345) & 0x7FFFFFFF
            base += (state >> 8) % 7 - 2
            numbers.append(base - (state >> 16) % 40)
        counted, refused = told(numbers)
        assert len(set(counted)) == len(counted)
        assert set(counted) | set(refused) == set(numbers)
        highest = 0
        came = set()
        for number in numbers:
            if number > highest or (number >= highest - WINDOW and number not in came):
                came.add(number)
            highest = max(highest, number)
        assert set(counted) == came


def test_a_number_far_ahead_is_a_mistake():
    assert told([5, 5 + AHEAD + 1, 6]) == ([5, 6], [5 + AHEAD + 1])
    assert told([LAST - 1, LAST])[0] == [LAST - 1, LAST], "the first may be any"
    assert told([5, 5 + AHEAD])[0] == [5, 5 + AHEAD]
