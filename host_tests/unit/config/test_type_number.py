"""The type number says what a meter has; one that no meter can have is refused."""

from fakes.refused import refused
from meter.config.codes import ConfigError
from meter.config.type_number import TypeNumber


def refusal(text):
    return refused(ConfigError, TypeNumber, text)


def test_it_is_read_with_or_without_its_head_and_dashes():
    for text in ("686-18BK4C3010", "68618BK4C3010", "18BK4C3010", "1-8-B-K-4-C-3-010"):
        assert TypeNumber(text).text == "686-18BK4C3010"


def test_it_says_current_class_and_energies():
    for place, amperes in (("4", 65), ("6", 60), ("7", 85), ("8", 85)):
        assert TypeNumber("1%sAJ131010" % place).imax_a == amperes
    assert TypeNumber("18AJ131010").accuracy_class == "A" and TypeNumber("18BJ131040").accuracy_class == "B"
    found = [TypeNumber("18AJ%d31010" % place).energies for place in range(1, 6)]
    assert found == [("A+",), ("A+", "A-"), ("A+", "R+"), ("A+", "A-", "R+", "R-"), ("A+", "R1")]


def test_it_says_how_many_tariffs_there_can_be():
    assert [TypeNumber("18AJ13%d010" % place).tariffs for place in range(1, 5)] == [1, 2, 8, 4]


def test_breaker_and_radio_come_with_the_generation_or_with_the_option():
    for generation, option, breaker, radio in (
        ("B", "3", False, False),
        ("C", "6", False, True),
        ("C", "3", False, True),
        ("D", "C", True, False),
        ("D", "3", True, False),
        ("E", "G", True, True),
        ("J", "3", False, False),
        ("J", "6", False, True),
        ("K", "7", False, True),
        ("K", "B", True, False),
        ("J", "C", True, False),
        ("J", "D", True, True),
        ("K", "E", True, True),
        ("J", "F", True, True),
        ("K", "G", True, True),
    ):
        made = TypeNumber("18A%s1%s1010" % (generation, option))
        assert (made.generation, made.has_breaker, made.has_radio) == (generation, breaker, radio), made.text


def test_only_j_and_k_have_a_profile_and_only_k_the_analysis_logger():
    for generation, profile, analysis in (
        ("B", False, False),
        ("E", False, False),
        ("J", True, False),
        ("K", True, True),
    ):
        made = TypeNumber("18A%s131010" % generation)
        assert (made.has_profile, made.has_analysis) == (profile, analysis)


def test_each_place_takes_the_datasheet_s_characters_only():
    for text, said in (
        ("28BK4C3010", "X1 2, must be one of 1"),
        ("15BK4C3010", "X2 5, must be one of 4678"),
        ("18CK4C3010", "X3 C, must be one of AB"),
        ("18BF4C3010", "X4 F, must be one of BCDEJK"),
        ("18BK6C3010", "X5 6, must be one of 12345"),
        ("18BK4A3010", "X6 A, must be one of 367BCDEFG"),
        ("18BK4C5010", "X7 5, must be one of 1234"),
        ("18BK4C3110", "X8 1, must be one of 0"),
        ("18BK4C3020", "X9 2, must be one of 14"),
        ("18BK4C3011", "X10 1, must be one of 0"),
        ("18bK4C3010", "X3 b, must be one of AB"),
        ("686-18BK4C301", "686-18BK4C301, must be 686- and 10 places"),
        ("686-18BK4C30100", "686-18BK4C30100, must be 686- and 10 places"),
        ("", ", must be 686- and 10 places"),
    ):
        assert refusal(text) == "type number: " + said, text


def test_an_option_that_the_generation_cannot_have_is_refused():
    for generation, options in (("B", "67BCDEFG"), ("C", "BCDEFG"), ("D", "67DEFG")):
        for option in options:
            said = "type number: generation %s cannot have X6 %s" % (generation, option)
            assert refusal("18A%s1%s1010" % (generation, option)) == said
