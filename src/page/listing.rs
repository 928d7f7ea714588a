//! Which pictures of a long list are shown, and in which order.

use spectrafide_report::{Score, Verdict};

use super::comparison::Agreement;
use super::state::{Item, ItemState};
use crate::protocol::RequestId;

/// So many pictures need no filter.
pub const FEW: usize = 5;

/// The kind of result that is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Any, also none.
    #[default]
    All,
    /// Those with this verdict.
    Verdict(Verdict),
    /// Those without a result.
    Failed,
    /// Those that are still to be judged.
    Open,
}

impl Kind {
    /// All of them, in the order in which people choose.
    pub const ALL: [Self; 6] = [
        Self::All,
        Self::Verdict(Verdict::LikelySynthetic),
        Self::Verdict(Verdict::CannotTell),
        Self::Verdict(Verdict::LikelyReal),
        Self::Failed,
        Self::Open,
    ];

    /// That of a picture.
    pub fn of(item: &Item) -> Self {
        match &item.state {
            ItemState::Done(first, None) => Self::Verdict(first.report.verdict),
            ItemState::Done(first, Some(second)) => {
                Self::Verdict(Agreement::of(&first.report, &second.report).verdict())
            }
            ItemState::Failed(..) => Self::Failed,
            ItemState::Waiting | ItemState::Running(_) => Self::Open,
        }
    }
}

/// The order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// As the pictures came.
    #[default]
    AsTheyCame,
    /// The highest score first, and last those without one.
    ByScore,
}

/// What is shown of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Which pictures.
    pub kind: Kind,
    /// In which order.
    pub order: Order,
}

impl Listing {
    /// The pictures that are shown of `items`.
    pub fn of(self, items: &[Item]) -> Vec<RequestId> {
        let is_shown = |item: &&Item| self.kind == Kind::All || Kind::of(item) == self.kind;
        let mut shown: Vec<&Item> = items.iter().filter(is_shown).collect();
        if self.order == Order::ByScore {
            // Stable: equal scores stay as they came.
            shown.sort_by(|a, b| score(b).total_cmp(&score(a)));
        }
        shown.into_iter().map(|item| item.id).collect()
    }
}

/// How many of `items` there are of `kind`.
pub fn count(items: &[Item], kind: Kind) -> usize {
    match kind {
        Kind::All => items.len(),
        _ => items.iter().filter(|item| Kind::of(item) == kind).count(),
    }
}

fn score(item: &Item) -> f32 {
    let score = match &item.state {
        ItemState::Done(first, _) => first.report.score,
        _ => None,
    };
    score.map_or(f32::NEG_INFINITY, Score::value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;
    use crate::page::state::Queue;

    fn queue() -> Queue {
        let mut queue = Queue::default();
        for name in ["real", "waiting", "synthetic", "failed", "open"] {
            queue.add(name.to_owned(), 1, String::new());
        }
        for (place, result) in [
            (0, sample::real()),
            (2, sample::synthetic()),
            (3, sample::failed()),
            (4, sample::cannot_tell()),
        ] {
            let id = queue.items()[place].id;
            queue.finish(id, result, None);
        }
        queue
    }

    fn names(queue: &Queue, listing: Listing) -> Vec<&str> {
        let found = listing.of(queue.items()).into_iter();
        found
            .filter_map(|id| queue.item(id))
            .map(|item| item.name.as_str())
            .collect()
    }

    #[test]
    fn every_picture_is_of_one_kind() {
        let queue = queue();
        let all: usize = Kind::ALL[1..]
            .iter()
            .map(|&kind| count(queue.items(), kind))
            .sum();
        assert_eq!(all, count(queue.items(), Kind::All));
        for (kind, name) in
            Kind::ALL[1..]
                .iter()
                .zip(["synthetic", "open", "real", "failed", "waiting"])
        {
            let listing = Listing {
                kind: *kind,
                ..Listing::default()
            };
            assert_eq!(names(&queue, listing), [name]);
        }
    }

    #[test]
    fn the_highest_score_comes_first_and_those_without_one_last_as_they_came() {
        let listing = Listing {
            order: Order::ByScore,
            ..Listing::default()
        };
        let expected = ["synthetic", "real", "waiting", "failed", "open"];
        assert_eq!(names(&queue(), listing), expected);
    }
}
