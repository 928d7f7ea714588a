//! The page says what was counted.

use super::{Chart, page, summary};
use crate::measurement::comparison::samples::{DETECTOR, book};

fn assert_says(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
}

/// Of three real pictures the second is told as synthetic and the third reaches the cut; of three
/// synthetic ones one does.
#[test]
fn the_page_says_what_was_counted() {
    let page = page(&book(), "roc").expect("a page");
    assert_says(
        &page,
        &[
            "`one.zip` (2 real and 2 synthetic pictures in 2 folders) and `two.zip` (1 real and 1 \
             synthetic pictures in 2 folders)",
            "Left out, not readable: test/real/a/broken.jpg",
            // At the cut (1/3 + 1/3) / 2.
            "| clean | balanced accuracy at the 5 % cut at least 88 % | 33.3 (",
            "| clean | at least 95 % of real pictures below the 5 % cut | 33.3 (",
            "| clean | at least 70 % answered | 66.7 (",
            // The forest's better decision is the one at one half: (2/3 + 2/3) / 2.
            "| clean | balanced accuracy at least 10 points above the codec forest's better one | \
             -33.3 | missed |",
            "the same verdict for 95 % of the 3 pictures with one in both | 66.7 | missed |",
            "| FLUX | 3 | 33 (33) | 67 (0) | – |",
            "| phone | 1 | 0 (0) | 0 (100) | – |",
            "| real/a | 2 | 50 (50) | 0 (100) | – |",
            "- `test/real/a/2.jpg`: 0.80",
            "| clean | codec forest |",
            "(roc/roc-clean.svg)",
        ],
    );
}

/// Groups are of ten pictures at least.
#[test]
fn what_a_detector_cannot_do_follows_from_the_numbers() {
    let mut book = book();
    let said = page(&book, "roc").expect("a page");
    assert_eq!(said.matches(": none.").count(), 2, "{said}");
    // Every picture ten times.
    let list = book.list.pictures.clone();
    for _ in 1..10 {
        book.list.pictures.extend(list.clone());
    }
    for tier in book
        .judges
        .values_mut()
        .flat_map(|answers| answers.tiers.values_mut())
    {
        tier.scores = tier.scores.repeat(10);
        tier.certainty = tier.certainty.repeat(10);
        for text in [
            &mut tier.flagged,
            &mut tier.flagged_at_5,
            &mut tier.verdicts,
            &mut tier.deliveries,
        ] {
            *text = text.repeat(10);
        }
    }
    let said = page(&book, "roc").expect("a page");
    let (before, limits) = said.split_once("## What they cannot do").expect("a part");
    let (limits, _) = limits.split_once("## Figures").expect("a part");
    assert_says(
        limits,
        &[
            "fewer than half:\n\n| Group |",
            "| FLUX | 30 | 33 (33) | 67 (0) | – |",
            "| real/a | 20 | 50 (50) | 0 (100) | – |",
        ],
    );
    // Half of it is found: not fewer.
    assert!(!limits.contains("synthetic/b"), "{limits}");
    // Its score reaches the cut, and is not told.
    assert!(!limits.contains("phone"), "{limits}");
    let goal = "at most 10 % of any kind of real picture at the 5 % cut | 100.0 (phone) | missed |";
    assert_says(before, &[goal]);
}

#[test]
fn the_summary_is_of_the_default_detectors() {
    let summary = summary(&book()).expect("a table");
    assert_says(
        &summary,
        &[&format!("| clean | `{DETECTOR}` |"), "| Tier |"],
    );
    assert!(!summary.contains("codec"), "{summary}");
    assert_eq!(summary.matches("| Tier |").count(), 1);
}

#[test]
fn the_charts_have_a_curve_for_each_judge_of_a_tier() {
    let charts = Chart::all(&book()).expect("charts");
    let names: Vec<&str> = charts.iter().map(|chart| chart.name.as_str()).collect();
    assert_eq!(names, ["roc-clean.svg", "roc-web.svg"]);
    let has_forest = |chart: &Chart| chart.svg.contains("codec_forest");
    assert_eq!(
        [has_forest(&charts[0]), has_forest(&charts[1])],
        [true, false]
    );
    assert!(charts.iter().all(|chart| chart.svg.contains(DETECTOR)));
}
