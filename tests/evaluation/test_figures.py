"""Figures of labelled texts, against the same worked out pair by pair with scikit-learn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.metrics import cohen_kappa_score, f1_score

from grader.evaluation.counts import counts, stacked
from grader.evaluation.evaluate import Evaluation, Models, evaluate
from grader.evaluation.figures import by_criterion, calibration, figures
from grader.evaluation.reading import Reading, of_assessment, of_record
from grader.pipeline import Grader
from grader.rubric import default_rubric
from grader.training.labelled import LabelledText, load
from grader.training.units import words

ROOT = Path(__file__).parents[2]
CRITERIA = [c.id for c in default_rubric().criteria]


@pytest.fixture(scope="module")
def texts() -> list[LabelledText]:
    return load(ROOT / "datasets" / "samples")


@pytest.fixture(scope="module")
def evaluation(texts: list[LabelledText]) -> Evaluation:
    models = Models(None)
    return evaluate(texts, default_rubric(), models.assess, models.seen)


def test_all_figures_are_those_of_the_pairs(texts: list[LabelledText], evaluation: Evaluation) -> None:
    ours = figures(evaluation.counts("A"), resamples=5)
    mine, theirs, sizes = [], [], []
    levels: dict[str, tuple[list[int], list[int]]] = {c: ([], []) for c in CRITERIA}
    both = hit = 0
    for text, result in zip(texts, evaluation.results, strict=True):
        record = text.records["A"]
        mine += result.reading.steps
        theirs += record.step_of_unit
        sizes += [len(words(u)) for u in text.units]
        for c in CRITERIA:
            said = record.criteria[c]
            if said.level == "na":
                continue
            levels[c][0].append(result.reading.levels[c])
            levels[c][1].append(said.level)
            if result.reading.levels[c] and said.level:
                both += 1
                hit += any(abs(i - j) <= 1 for i in result.reading.evidence[c] for j in said.units)
    right = np.asarray(mine) == np.asarray(theirs)
    assert ours["step_accuracy"].value == pytest.approx(np.average(right, weights=sizes))
    f1 = f1_score(theirs, mine, labels=range(5), average="macro", sample_weight=sizes, zero_division=0)
    assert ours["step_macro_f1"].value == pytest.approx(f1)
    one = [x for a, _ in levels.values() for x in a]
    two = [x for _, b in levels.values() for x in b]
    assert ours["criterion_exact"].value == pytest.approx(np.mean(np.asarray(one) == np.asarray(two)))
    assert ours["criterion_qwk"].value == pytest.approx(cohen_kappa_score(one, two, weights="quadratic"))
    with np.errstate(all="ignore"):
        each = [cohen_kappa_score(a, b, weights="quadratic", labels=[0, 1, 2]) for a, b in levels.values() if a]
    assert ours["criterion_qwk_mean"].value == pytest.approx(np.nanmean(each))
    assert ours["criterion_bias"].value == pytest.approx(np.mean(np.asarray(one) - np.asarray(two)))
    shown = f1_score([b > 0 for b in two], [a > 0 for a in one])
    assert ours["criterion_f1_shown"].value == pytest.approx(shown)
    assert ours["evidence_hit"].value == pytest.approx(hit / both)
    totals = [(r.reading.overall, r.grade) for r in evaluation.results]
    assert ours["overall_spearman"].value == pytest.approx(float(spearmanr(*zip(*totals, strict=True))[0]))


def test_a_rater_agrees_with_himself(texts: list[LabelledText]) -> None:
    readings = [of_record(t.records["A"]) for t in texts]
    sizes = [[len(words(u)) for u in t.units] for t in texts]
    own = stacked([counts(r, r, s, CRITERIA) for r, s in zip(readings, sizes, strict=True)])
    found = figures(own, resamples=20)
    for name in ("step_accuracy", "criterion_exact", "criterion_qwk", "evidence_hit", "overall_spearman"):
        assert found[name].value == pytest.approx(1), name
    assert found["pk"].value == found["window_diff"].value == found["criterion_bias"].value == 0


def test_the_interval_holds_the_value_and_is_the_same_each_time(evaluation: Evaluation) -> None:
    one, two = (figures(evaluation.counts("A")) for _ in range(2))
    assert str(one) == str(two)
    for name, figure in one.items():
        assert figure.low <= figure.value <= figure.high or np.isnan(figure.value), name


def test_what_a_rater_finds_not_to_apply_is_left_out() -> None:
    reading = Reading((0,), {"purpose": 2}, {"purpose": (0,)}, 50.0)
    rater = Reading((0,), {"purpose": None}, {"purpose": ()}, 3.0)
    found = counts(reading, rater, [5], ["purpose"])
    assert found.levels.sum() == found.evidence.sum() == 0


def test_criteria_are_told_apart(evaluation: Evaluation) -> None:
    found = {f.criterion: f for f in by_criterion(evaluation.counts("A"), CRITERIA)}
    assert list(found) == CRITERIA
    assert found["purpose"].judged == len(evaluation.results)
    assert found["requirements_agreement"].judged < len(evaluation.results)


def test_calibration_by_hand() -> None:
    bins = np.zeros((10, 3))
    bins[9] = (4, 3, 3.8)  # four answers, three right, .95 sure on average
    bins[5] = (1, 1, 0.5)
    rows, error = calibration(bins)
    assert rows == [(0.5, 1.0, 1.0), (0.95, 0.75, 4.0)]
    assert error == pytest.approx((4 * 0.2 + 0.5) / 5)


def test_quotes_and_times_find_their_units(texts: list[LabelledText]) -> None:
    text = next(t for t in texts if t.id == "ticket-sales")
    assessment = Grader().assess_source(text.source)
    reading = of_assessment(assessment, text.units)
    assert len(reading.steps) == len(reading.times) == len(text.units)
    known = [t for t in reading.times if t is not None]
    assert known == sorted(known)
    assert known[-1] > 40 * 60
    for finding in assessment.findings:
        for e, unit in zip(finding.evidence, reading.evidence[finding.criterion], strict=True):
            assert set(words(e.quote)) & set(words(text.units[unit])), finding.criterion


def test_a_unit_without_a_word_in_the_text_takes_the_step_before(texts: list[LabelledText]) -> None:
    text = texts[0]
    assessment = Grader().assess_source(text.source)
    more = of_assessment(assessment, [*text.units, "zzz qqq"])
    assert more.steps[-1] == more.steps[-2]


def test_a_model_says_which_texts_it_has_seen(texts: list[LabelledText], tmp_path: Path) -> None:
    models = Models(None)
    assert all(map(models.seen, texts))
    other = replace(texts[0], source=replace(texts[0].source, content=b"another text"))
    assert not models.seen(other)
