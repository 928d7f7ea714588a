//! `docs/general-detector.md`, made of the scores and the detector's card alone.

mod goals;
mod rows;

use anyhow::Result;
use serde::Serialize;
use spectrafide_models::card::DetectorCard;
use spectrafide_report::score::Label;

use super::template::render;
use crate::augmentation::tier::Tier;
use crate::measurement::report::scores::Scores;
use goals::Goal;
use rows::{AnswerRow, COVERAGES, MainRow, MainTiers, Mistakes, SourceRow, SweepRow};

/// What the detector learnt from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Learnt {
    /// Number of real training pictures.
    pub real: usize,
    /// Number of synthetic ones.
    pub synthetic: usize,
    /// How many numbers its network is given of each view.
    pub numbers: usize,
}

impl Learnt {
    /// What the detector with this card learnt from.
    pub fn of(card: &DetectorCard) -> Self {
        let [real, synthetic] = card.training.pictures;
        let preprocess = &card.preprocess;
        Self {
            real,
            synthetic,
            numbers: preprocess.statistics.len(preprocess.views.side() as usize),
        }
    }
}

#[derive(Serialize)]
struct Page<'a> {
    detector: &'a str,
    data: &'a str,
    real: usize,
    synthetic: usize,
    /// Number of the real pictures that are of COCO.
    coco: usize,
    unreadable: &'a [String],
    learnt: Learnt,
    main_tiers: [Tier; 3],
    main: Vec<MainRow>,
    goals: Vec<Goal>,
    sources: Vec<SourceRow>,
    sweep: Vec<SweepRow>,
    coverages: [f64; 6],
    answers: Vec<AnswerRow>,
    mistakes: [Mistakes<'a>; 2],
    ingredients: &'a str,
}

/// The page; `ingredients` is what the comparison of networks on the same data gave.
///
/// # Errors
///
/// None that data can cause.
pub fn page(scores: &Scores, learnt: Learnt, ingredients: &str) -> Result<String> {
    // Once: the intervals take some thousand resamples.
    let main = MainTiers::of(scores);
    let count = |keep: &dyn Fn(&str) -> bool, label: Label| {
        let subjects = scores.pictures.iter();
        subjects
            .filter(|subject| subject.test && subject.label == label && keep(&subject.folder))
            .count()
    };
    let page = Page {
        detector: &scores.detector,
        data: &scores.data,
        real: count(&|_| true, Label::Real),
        synthetic: count(&|_| true, Label::Synthetic),
        coco: count(&|folder| folder.contains("coco"), Label::Real),
        unreadable: &scores.unreadable,
        learnt,
        main_tiers: Tier::MAIN,
        main: MainRow::all(scores, &main),
        goals: Goal::all(scores, &main),
        sources: SourceRow::all(scores),
        sweep: SweepRow::all(scores),
        coverages: COVERAGES,
        answers: AnswerRow::all(scores, &main),
        mistakes: [Label::Real, Label::Synthetic].map(|label| Mistakes::of(scores, label)),
        ingredients,
    };
    render("general_detector.md", &page)
}

#[cfg(test)]
mod tests {
    use super::{Learnt, page};
    use crate::data::kind::Kind;
    use crate::measurement::report::samples::scores;

    const LEARNT: Learnt = Learnt {
        real: 2850,
        synthetic: 2754,
        numbers: 298,
    };

    /// At 0.7 one of two real and one of three synthetic pictures are flagged.
    #[test]
    fn the_page_says_what_was_counted() {
        let page = page(&scores(), LEARNT, "\n### One by one\n").expect("a page");
        for part in [
            "2 real and 3 synthetic pictures",
            "Left out, not readable: test/real/a/broken.jpg",
            // (1/2 + 1/3) / 2
            "| clean, detector | 41.7 (",
            // Balanced accuracy of the codec forest at one half: (2/2 + 2/3) / 2.
            "| clean, codec forest | 83.3 (",
            "| clean | balanced accuracy at least 85 % | 41.7 | missed |",
            "| clean | balanced accuracy at least 10 points above the codec forest's | -41.7 | missed |",
            "same verdict for at least 95 % of the 3 pictures with one in both | 66.7 | missed |",
            "| real/sky (left out of training) | 1 | 100.0 (0.0) | 0.0 (100.0) | – |",
            "- `test/real/a/2.jpg`: 0.80",
            "### One by one",
            "The training split has 2850 photographs",
        ] {
            assert!(page.contains(part), "{part} is not in\n{page}");
        }
    }

    #[test]
    fn the_page_counts_kinds_among_real_test_pictures() {
        let mut scores = scores();
        for index in [0, 1, 2, 5] {
            scores.pictures[index].kinds.insert(Kind::Dark);
        }
        let page = page(&scores, LEARNT, "").expect("a page");
        assert!(page.contains("| real, dark | 2 | 50.0 (50.0) | 0.0 (100.0) | – |"));
    }
}
