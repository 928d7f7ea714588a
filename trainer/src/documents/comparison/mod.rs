//! `docs/detectors.md` and the README's table of the default detectors, made of the answers of all
//! judges alone.

mod charts;
mod figures;
mod goals;
mod groups;
mod stability;
#[cfg(test)]
mod tests;

use anyhow::Result;
use serde::Serialize;
use spectrafide_report::Label;

use super::template::render;
use crate::augmentation::tier::Tier;
use crate::measurement::comparison::book::Book;
use crate::measurement::comparison::pictures::{AskedPicture, Pictures};
pub use charts::Chart;
use figures::{AnswerRow, COVERAGES, DeliveryRow, Measured, Part, SweepRow, Which};
use goals::Goal;
use groups::{Groups, Limits, Mistakes};
use stability::StabilityRows;

/// What a judge is in the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
enum Role {
    /// The default detector.
    Thorough,
    /// The default detector of those who cannot wait.
    Quick,
    /// Another detector of the project.
    Earlier,
    /// A forest that sees no pixels or only statistics of them.
    Forest,
    /// A program of others.
    Other,
}

/// A judge of the report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Judge {
    role: Role,
    /// What its file is called.
    id: String,
}

impl Judge {
    /// All judges of `book`, the default detectors first.
    fn all(book: &Book) -> Vec<Self> {
        let mut judges: Vec<Self> = book
            .judges
            .values()
            .map(|answers| {
                let id = answers.judge.clone();
                let role = match id.rsplit('.').next() {
                    Some("thorough") => Role::Thorough,
                    Some("quick") => Role::Quick,
                    _ if id.ends_with("_forest") => Role::Forest,
                    _ if answers.weights_sha256.is_some() => Role::Earlier,
                    _ => Role::Other,
                };
                Self { role, id }
            })
            .collect();
        judges.sort();
        judges
    }

    fn is_default(&self) -> bool {
        matches!(self.role, Role::Thorough | Role::Quick)
    }
}

/// A data set's part of the list.
#[derive(Serialize)]
struct Set<'a> {
    name: &'a str,
    real: usize,
    synthetic: usize,
    /// Number of folders.
    folders: usize,
}

impl<'a> Set<'a> {
    fn all(list: &'a Pictures) -> Vec<Self> {
        let sets = list.data.iter().enumerate();
        sets.map(|(set, name)| {
            let of = || {
                list.pictures
                    .iter()
                    .filter(move |picture| picture.set == set)
            };
            let count = |label| of().filter(|picture| picture.label == label).count();
            let mut folders: Vec<String> = of().map(AskedPicture::source).collect();
            folders.sort();
            folders.dedup();
            Self {
                name,
                real: count(Label::Real),
                synthetic: count(Label::Synthetic),
                folders: folders.len(),
            }
        })
        .collect()
    }
}

/// A default detector, whole.
#[derive(Serialize)]
struct Default<'a> {
    judge: Judge,
    goals: Vec<Goal>,
    limits: Limits,
    generators: Groups,
    kinds: Groups,
    sources: Groups,
    deliveries: Vec<DeliveryRow>,
    sweep: Vec<SweepRow>,
    stability: Option<StabilityRows>,
    answers: Vec<AnswerRow>,
    mistakes: [Mistakes<'a>; 2],
}

impl<'a> Default<'a> {
    fn of(book: &'a Book, judge: &Judge, judges: &[Judge], measured: &Measured) -> Self {
        let id = &judge.id;
        let generators = Groups::of_generators(book, id);
        let kinds = Groups::of_kinds(book, id);
        let sources = Groups::of_sources(book, id);
        Self {
            goals: Goal::all(book, judge, judges, measured, &kinds),
            limits: Limits::of(&[&generators, &kinds, &sources]),
            generators,
            kinds,
            sources,
            deliveries: DeliveryRow::all(book, id),
            sweep: SweepRow::all(book, id),
            stability: StabilityRows::of(book, id),
            answers: AnswerRow::all(book, id),
            mistakes: [Label::Real, Label::Synthetic].map(|label| Mistakes::of(book, id, label)),
            judge: judge.clone(),
        }
    }
}

#[derive(Serialize)]
struct Page<'a> {
    sets: Vec<Set<'a>>,
    unreadable: &'a [String],
    main_tiers: [Tier; 3],
    coverages: [f64; 6],
    parts: Vec<Part>,
    /// Files of charts, below the page's folder.
    charts: Vec<String>,
    defaults: Vec<Default<'a>>,
}

/// The page, whose charts lie in the folder `charts` beside it.
///
/// # Errors
///
/// None that data can cause.
pub fn page(book: &Book, charts: &str) -> Result<String> {
    let judges = Judge::all(book);
    // Once: the intervals take some thousand resamples.
    let sets = (0..book.list.data.len()).map(Which::Set);
    let mut which = vec![Which::All, Which::Photorealistic];
    which.extend(sets.filter(|_| book.list.data.len() > 1));
    let measured = Measured::of(book, &judges, &which);
    let part = |which: &Which| Part::of(book, &measured, &judges, *which);
    let defaults = judges.iter().filter(|judge| judge.is_default());
    let page = Page {
        sets: Set::all(&book.list),
        unreadable: &book.list.unreadable,
        main_tiers: Tier::MAIN,
        coverages: COVERAGES,
        parts: which.iter().map(part).collect(),
        charts: Chart::all(book)?
            .into_iter()
            .map(|chart| format!("{charts}/{}", chart.name))
            .collect(),
        defaults: defaults
            .map(|judge| Default::of(book, judge, &judges, &measured))
            .collect(),
    };
    render("detectors.md", &page)
}

/// The README's table of the default detectors over all pictures.
///
/// # Errors
///
/// None that data can cause.
pub fn summary(book: &Book) -> Result<String> {
    #[derive(Serialize)]
    struct Summary {
        part: Part,
    }
    let mut judges = Judge::all(book);
    judges.retain(Judge::is_default);
    let measured = Measured::of(book, &judges, &[Which::All]);
    let part = Part::of(book, &measured, &judges, Which::All);
    render("detector_summary.md", &Summary { part })
}
