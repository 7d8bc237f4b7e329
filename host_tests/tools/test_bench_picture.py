"""The README's picture: the panel as SVG."""

from xml.etree import ElementTree

from click.testing import CliRunner

from tools.bench import picture

SVG = "{http://www.w3.org/2000/svg}"


def draw(bench, tmp_path, *arguments):
    out = tmp_path / "panel.svg"
    result = CliRunner().invoke(picture.main, ["--out", str(out), "--seconds", "3", *arguments])
    assert (result.exit_code, result.output) == (0, "")
    return ElementTree.parse(out).getroot()


def test_the_picture_has_the_panel_in_it(bench, tmp_path):
    root = draw(bench, tmp_path, "--load", "8")
    words = [text.text for text in root.iter(f"{SVG}text")]
    for shown in ("QUADRANT", "230.00", "+1614.8", "kettle on", "closed"):
        assert shown in words
    assert "the meter has ended" not in words


def test_every_letter_stands_in_the_column_it_has_on_the_screen(bench, tmp_path):
    root = draw(bench, tmp_path, "--columns", "80", "--rows", "24")
    assert root.get("viewBox") == "-14 -14 828 508"
    for text in root.iter(f"{SVG}text"):
        width = int(text.attrib["textLength"])
        assert width == 10 * len(text.text or "")
        assert int(text.attrib["x"]) + width <= 800


def test_the_segments_are_shapes_of_the_glass_colours(bench, tmp_path):
    fills = {path.get("fill") for path in draw(bench, tmp_path).iter(f"{SVG}path")}
    assert {"#b4c4a0", "#a4b491", "#1b251b"} <= fills


def test_a_refused_meter_leaves_no_picture(bench, tmp_path, monkeypatch):
    monkeypatch.setenv("FAKE_METER", "refuse")
    out = tmp_path / "panel.svg"
    result = CliRunner().invoke(picture.main, ["--out", str(out)])
    assert result.exit_code == 2
    assert not out.exists()
