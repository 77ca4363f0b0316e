"""Road pictures made hard: the same each time, harder with strength, their labels kept."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.errors import InputError, PictureFileError
from assistant.imaging.interface import Pixels
from assistant.imaging.roadweather.effects import Effect, seen_m, weathered
from assistant.imaging.roadweather.job import MANIFEST, Weather, read_picture, run_job
from assistant.imaging.roadweather.labels import Labels
from assistant.imaging.roadweather.scene import read_scene
from assistant.imaging.roadweather.vanishing import vanishing_point
from tests.car import here

SIZE = (480, 270)
HORIZON = 140


def road(middle: int = 240) -> Pixels:
    """Return a drawn road: sky, hills, meadows, asphalt with lines that meet, and a car."""
    picture = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    picture[:HORIZON] = (120, 170, 230)
    picture[HORIZON - 16 : HORIZON, :180] = (60, 80, 45)
    picture[HORIZON:] = (150, 130, 70)
    edges = np.array([[middle, HORIZON], [-60, SIZE[1]], [SIZE[0] + 60, SIZE[1]]])
    cv2.fillPoly(picture, [edges], (95, 96, 100))
    for x in (40, 300):
        cv2.line(picture, (middle, HORIZON), (x, SIZE[1]), (235, 235, 230), 3, cv2.LINE_AA)
    cv2.rectangle(picture, (300, 120), (350, 165), (30, 30, 34), -1)
    noise = np.random.default_rng(1).integers(-6, 7, picture.shape)
    return np.clip(picture.astype(int) + noise, 0, 255).astype(np.uint8)


def contrast(pixels: NDArray[np.uint8]) -> float:
    """Return how much things stand out from what is around them."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return float(np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 8)).mean())


def no_news(_done: int, _of: int, _name: str) -> None:
    """Hear nothing."""


def job(source: Path, target: Path, weather: Weather) -> None:
    run_job(source, target, weather, no_news, lambda: False)


def save(path: Path, pixels: Pixels) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    return path


@pytest.mark.parametrize("effect", Effect)
def test_the_same_seed_gives_the_same_pixels_and_another_seed_others(effect: Effect) -> None:
    picture = road()
    before = picture.copy()
    made = weathered(picture, effect, 0.7, 3, "a.png")
    assert np.array_equal(made, weathered(picture, effect, 0.7, 3, "a.png"))
    assert not np.array_equal(made, weathered(picture, effect, 0.7, 4, "a.png"))
    assert not np.array_equal(made, weathered(picture, effect, 0.7, 3, "b.png"))
    assert made.shape == picture.shape
    assert made.dtype == np.uint8
    assert np.array_equal(picture, before)


@pytest.mark.parametrize("effect", Effect)
def test_no_strength_changes_nothing_and_a_little_changes_little(effect: Effect) -> None:
    picture = road()
    assert np.array_equal(weathered(picture, effect, 0.0, 3), picture)
    slight = weathered(picture, effect, 0.02, 3).astype(int)
    assert np.abs(slight - picture).mean() < 8


@pytest.mark.parametrize("effect", [Effect.FOG, Effect.RAIN, Effect.SNOW])
def test_one_sees_less_with_more_strength(effect: Effect) -> None:
    told = [seen_m(effect, strength / 10) for strength in range(1, 11)]
    assert all(a and b and a > b for a, b in itertools.pairwise(told))
    assert seen_m(effect, 0.0) is None
    # what is far stands out less and less; near the car other things happen as well
    far = [
        contrast(weathered(road(), effect, strength, 3)[HORIZON - 30 : HORIZON + 12])
        for strength in (0.0, 0.4, 0.7, 1.0)
    ]
    assert sorted(far, reverse=True) == far
    assert far[-1] < 0.75 * far[0]


def test_night_is_darker_and_the_headlights_shine_on_the_road_ahead() -> None:
    light = [float(weathered(road(), Effect.NIGHT, s, 3).mean()) for s in (0.0, 0.3, 0.6, 1.0)]
    assert sorted(light, reverse=True) == light
    night = weathered(road(), Effect.NIGHT, 1.0, 3)
    ahead = night[HORIZON + 50 : HORIZON + 90, 200:280].mean()
    assert ahead > 3 * night[HORIZON + 10 : HORIZON + 60, :40].mean()
    assert ahead > 3 * night[:60].mean()


def test_snow_whitens_meadows_before_the_road_and_fog_takes_the_far_first() -> None:
    snow = weathered(road(), Effect.SNOW, 0.5, 3).astype(float)
    assert snow[200:230, :20].mean() > snow[200:230, 200:280].mean() + 30
    fog = weathered(road(), Effect.FOG, 0.8, 3)
    near, far = fog[225:255], fog[HORIZON + 4 : HORIZON + 14]
    lost_near = contrast(near) / contrast(road()[225:255])
    lost_far = contrast(far) / contrast(road()[HORIZON + 4 : HORIZON + 14])
    assert lost_far < 0.5 * lost_near


@pytest.mark.parametrize("middle", [200, 240, 280])
def test_the_horizon_is_where_the_lines_meet(middle: int) -> None:
    x, y = vanishing_point(road(middle))
    assert x == pytest.approx(middle, abs=14)
    assert y == pytest.approx(HORIZON, abs=8)


def test_a_picture_without_lines_has_a_usual_horizon() -> None:
    x, y = vanishing_point(np.full((270, 480, 3), 128, np.uint8))
    assert x == 240
    assert y == pytest.approx(148, abs=2)


def test_a_labelled_thing_is_as_far_as_the_place_where_it_stands() -> None:
    box = (300.0, 60.0, 350.0, 200.0)
    plain, told = read_scene(road()), read_scene(road(), [box])
    inside = told.depth[70:190, 310:340]
    assert inside.max() == pytest.approx(plain.ahead[200, 300], rel=0.2)
    assert plain.depth[70, 320] > 5 * inside.max()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("images/a.txt", "2 0.5 0.5 0.25 0.5\n"),
        ("labels/a.txt", "2 0.5 0.5 0.25 0.5\n"),
        (
            "images/a.txt",
            "Car 0.0 0 1.5 30 25 50 75 1.5 1.6 3.9 2.1 1.4 22.0 1.6\n"  # noqa: ISC004  one file
            "DontCare -1 -1 -10 0 0 9 9 -1 -1 -1 -1000 -1000 -1000 -10\n",
        ),
        (
            "coco.json",
            json.dumps(
                {
                    "images": [{"id": 7, "file_name": "images/a.png"}],
                    "annotations": [{"image_id": 7, "bbox": [30, 25, 20, 50]}],
                }
            ),
        ),
        (
            "images/a.xml",
            "<a><bndbox><xmin>30</xmin><ymin>25</ymin><xmax>50</xmax><ymax>75</ymax></bndbox></a>",
        ),
    ],
    ids=["yolo beside", "yolo", "kitti", "coco", "voc"],
)
def test_labels_are_read_in_the_usual_formats(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    labels = Labels((path,))
    assert labels.boxes(tmp_path / "images" / "a.png", (80, 100)) == ((30.0, 25.0, 50.0, 75.0),)
    assert labels.boxes(tmp_path / "images" / "b.png", (80, 100)) == ()


@pytest.mark.parametrize("text", ["2 a b c d\n", "2 nan nan nan nan\n", "\x00\n", "2 9 9 9 9\n"])
def test_unusable_labels_are_no_boxes(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.json").write_text('{"images": [3]}', encoding="utf-8")
    labels = Labels((tmp_path / "a.txt", tmp_path / "b.json"))
    assert labels.boxes(tmp_path / "a.png", (80, 100)) == ()


def test_a_folder_keeps_its_names_and_labels_and_can_be_made_again(tmp_path: Path) -> None:
    source = tmp_path / "set"
    save(source / "images" / "a.png", road())
    save(source / "images" / "deep" / "b.jpg", road(200))
    labels = {
        "labels/a.txt": "2 0.6 0.5 0.1 0.2\n",
        "labels/deep/b.txt": "7 0.1 0.1 0.1 0.1\n",
        "data.yaml": "names: [car]\n",
    }
    for name, text in labels.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (source / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnot really")

    for target in (tmp_path / "one", tmp_path / "two"):
        job(source, target, Weather(Effect.RAIN, 0.6, 5))
        for name, text in labels.items():
            assert (target / name).read_text(encoding="utf-8") == text
    told = json.loads((tmp_path / "one" / MANIFEST).read_text(encoding="utf-8"))
    assert (told["effect"], told["strength"], told["seed"]) == ("rain", 0.6, 5)
    assert told["pictures"] == ["images/a.png", "images/deep/b.jpg"]
    assert told["complete"] is True
    assert list(told["skipped"]) == ["broken.png"]
    for name in told["pictures"]:
        one, two = (read_picture(tmp_path / which / name) for which in ("one", "two"))
        assert np.array_equal(one, two)
        assert one.shape == (SIZE[1], SIZE[0], 3)
        assert not np.array_equal(one, read_picture(source / name))


def test_strength_0_copies_byte_by_byte(tmp_path: Path) -> None:
    picture = save(tmp_path / "in" / "a.jpg", road())
    job(picture, tmp_path / "out", Weather(Effect.FOG, 0.0))
    assert (tmp_path / "out" / "a.jpg").read_bytes() == picture.read_bytes()


def test_a_cancelled_job_keeps_what_is_done_and_says_so(tmp_path: Path) -> None:
    for name in ("a.png", "b.png", "c.png"):
        save(tmp_path / "in" / name, road())
    told: list[tuple[int, int, str]] = []

    def tell(done: int, of: int, name: str) -> None:
        told.append((done, of, name))

    target = tmp_path / "out"
    weather = Weather(Effect.FOG, 0.5)
    report = run_job(tmp_path / "in", target, weather, tell, lambda: len(told) == 2)
    assert (report.pictures, report.complete) == (["a.png", "b.png"], False)
    assert told[:2] == [(0, 3, "a.png"), (1, 3, "b.png")]
    assert sorted(path.name for path in target.iterdir()) == ["a.png", "b.png", MANIFEST]
    assert json.loads((target / MANIFEST).read_text(encoding="utf-8"))["complete"] is False


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"", "no picture"), (b"hello", "no picture"), (b"\xff\xd8\xff\xe0cut", "no picture")],
)
def test_a_picture_that_is_none_is_told(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "in" / "a.jpg"
    path.parent.mkdir()
    path.write_bytes(data)
    with pytest.raises(PictureFileError, match=told):
        job(path, tmp_path / "out", Weather(Effect.FOG, 0.5))
    assert not (tmp_path / "out").exists()


def test_wrong_requests_are_told(tmp_path: Path) -> None:
    picture = save(tmp_path / "in" / "a.png", road())
    (tmp_path / "empty").mkdir()
    (tmp_path / "labels").mkdir()
    tiny = save(tmp_path / "tiny" / "a.png", np.zeros((20, 20, 3), np.uint8))
    fog, folder, out = Effect.FOG, tmp_path / "in", tmp_path / "out"
    for source, target, weather, told in (
        (tmp_path / "gone", out, Weather(fog, 0.5), "not there"),
        (tmp_path / "empty", out, Weather(fog, 0.5), "no pictures"),
        (folder, folder, Weather(fog, 0.5), "folder of its own"),
        (folder, folder / "deeper", Weather(fog, 0.5), "folder of its own"),
        (picture, folder, Weather(fog, 0.5), "folder of its own"),
        (folder, tmp_path / "tiny", Weather(fog, 0.5), "there already"),
        (folder, out, Weather(fog, 1.5), "0 to 1"),
        (folder, out, Weather(fog, 0.5, 0, tmp_path / "labels"), "no labels"),
        (tiny, out, Weather(fog, 0.5), "smaller than"),
    ):
        with pytest.raises(InputError, match=told):
            job(source, target, weather)
        assert not out.exists()


def test_the_command(tmp_path: Path) -> None:
    picture = save(tmp_path / "image_2" / "000001.png", road())
    kept = tmp_path / "label_2" / "000001.txt"
    kept.parent.mkdir()
    kept.write_text("Car 0 0 0 300 120 350 165 1 1 1 1 1 1 1\n", encoding="utf-8")
    out = tmp_path / "out"
    words = ("--effect", "snow", "--strength", "0.5", "--seed", "9", "--labels", str(kept.parent))
    done = here({}, "imaging", "weather", str(picture.parent), str(out), *words, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["pictures"], told["labels"]) == (["000001.png"], ["label_2/000001.txt"])
    assert (out / "label_2" / "000001.txt").read_bytes() == kept.read_bytes()
    again = here({}, "imaging", "weather", str(picture), str(out), *words)
    assert again.returncode == 1
    assert "there already" in again.stderr


@pytest.mark.data
def test_real_road_pictures(shared_data: Path) -> None:
    folder = shared_data / "vision" / "road"
    if not folder.is_dir():
        pytest.skip(f"no road pictures in {folder}")
    for path in sorted(folder.glob("*.jpg"))[::6]:
        pixels = read_picture(path)
        height, width = pixels.shape[:2]
        x, y = vanishing_point(pixels)
        assert 0.4 < x / width < 0.6
        assert 0.5 < y / height < 0.68
        scene = read_scene(pixels)
        assert scene.sky[: height // 20].mean() > 0.5
        assert (
            scene.road[int(0.8 * height) : int(0.9 * height), width // 3 : 2 * width // 3].mean()
            > 0.8
        )
        fog = weathered(pixels, Effect.FOG, 0.8, 1)
        band = slice(int(y) - height // 12, int(y) + height // 40)
        assert contrast(fog[band]) < 0.5 * contrast(pixels[band])
