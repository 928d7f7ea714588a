"""Reference values for the tests of trainer/src/metrics, computed by scikit-learn.

Written with Python 3.11.7, scikit-learn 1.9.1, NumPy 2.4.6, SciPy 1.17.1:

    pip install scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
    python metrics.py

The pictures come from integer arithmetic, so that the Rust test builds the same ones. Their
scores are multiples of 1/64: exact in single precision and full of ties.
"""

import numpy as np
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    balanced_accuracy_score,
    brier_score_loss,
    confusion_matrix,
    f1_score,
    precision_score,
    recall_score,
    roc_auc_score,
    roc_curve,
)

COUNT = 2000
SYNTHETIC_CUT = 0.75
REAL_CUT = 0.25
BINS = 15


def pictures():
    scores, labels = [], []
    for i in range(COUNT):
        mixed = (i * 2654435761) % 2**32
        noise = ((i + 1) * 2246822519) % 2**32
        scores.append((mixed >> 26) / 64)
        labels.append(int(noise >> 24 < mixed >> 24))
    return np.array(scores), np.array(labels)


def expected_calibration_error(scores, labels):
    share, mean = calibration_curve(labels, scores, n_bins=BINS, strategy="uniform")
    edges = np.linspace(0, 1, BINS + 1)
    filled = np.bincount(np.searchsorted(edges[1:-1], scores), minlength=BINS)
    weights = filled[filled > 0] / len(scores)
    return float(np.sum(weights * np.abs(share - mean)))


def main():
    scores, labels = pictures()
    flagged = scores >= SYNTHETIC_CUT
    fpr, tpr, _ = roc_curve(labels, scores, drop_intermediate=False)
    corners, _, _ = roc_curve(labels, scores, drop_intermediate=True)
    (tn, fp), (fn, tp) = confusion_matrix(labels, flagged)
    answered = flagged | (scores <= REAL_CUT)
    wrong = answered & (flagged != labels)
    print("synthetic", labels.sum(), "of", COUNT)
    print("confusion tp fp tn fn", tp, fp, tn, fn)
    print("accuracy", accuracy_score(labels, flagged))
    print("balanced_accuracy", balanced_accuracy_score(labels, flagged))
    print("precision", precision_score(labels, flagged))
    print("recall", recall_score(labels, flagged))
    print("f1", f1_score(labels, flagged))
    print("average_precision", average_precision_score(labels, scores))
    print("auroc", roc_auc_score(labels, scores))
    print("tpr_at_fpr_01", tpr[fpr <= 0.01].max())
    print("tpr_at_fpr_001", tpr[fpr <= 0.001].max())
    print("ece", expected_calibration_error(scores, labels))
    print("brier", brier_score_loss(labels, scores))
    print("accuracy_at_half", accuracy_score(labels, scores >= 0.5))
    print("coverage", answered.mean())
    print("error_among_answered", wrong.sum() / answered.sum())
    print("roc points", len(fpr), "without collinear ones", len(corners))


if __name__ == "__main__":
    main()
