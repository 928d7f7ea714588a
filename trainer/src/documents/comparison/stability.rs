//! What becomes of a default detector's verdicts on copies of the pictures.

use serde::Serialize;

use super::super::template::Figure;
use crate::measurement::comparison::book::Book;
use crate::measurement::comparison::tallies::survival;

/// The verdicts of a detector on copies.
#[derive(Serialize)]
pub(super) struct StabilityRows {
    /// Number of pictures that get a verdict as they are.
    pictures: usize,
    /// Of them, those of which at least one copy gets the opposite verdict.
    turned: usize,
    rows: Vec<StabilityRow>,
}

#[derive(Serialize)]
struct StabilityRow {
    copy: &'static str,
    same: Figure,
    none: Figure,
    opposite: usize,
}

impl StabilityRows {
    /// Those of `judge`, if it was asked about all copies.
    pub(super) fn of(book: &Book, judge: &str) -> Option<Self> {
        let (rows, turned) = survival(book, judge)?;
        let pictures = rows.first()?.1.pictures;
        let share = |count: usize| {
            let share = (pictures > 0).then(|| count as f64 / pictures as f64);
            Figure::from(share)
        };
        let rows = rows.into_iter().map(|(handling, found)| StabilityRow {
            copy: handling.english(),
            same: share(found.same),
            none: share(found.pictures - found.same - found.opposite),
            opposite: found.opposite,
        });
        Some(Self {
            pictures,
            turned,
            rows: rows.collect(),
        })
    }
}
