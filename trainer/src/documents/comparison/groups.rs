//! Figures of groups of pictures: by generator, by source and by kind; and what they show that a
//! detector cannot do.

use std::collections::BTreeMap;

use serde::Serialize;
use spectrafide_report::Label;

use crate::augmentation::tier::Tier;
use crate::measurement::comparison::book::Book;
use crate::measurement::comparison::groups::subject;
use crate::measurement::comparison::pictures::AskedPicture;
use crate::measurement::comparison::tallies::{Counts, counted, failures};

/// Fewest pictures of a group that says what a detector cannot do.
const ENOUGH: usize = 10;

/// The share of synthetic pictures of a group below which it is missed.
const FOUND: f64 = 0.5;

/// The share of real pictures of a group above which it is accused.
const ACCUSED: f64 = 0.1;

/// Most mistakes of a kind that are named.
const NAMED: usize = 8;

/// The rows of a table of groups.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Groups(Vec<Group>);

/// What a group of pictures of one class gets.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Group {
    name: String,
    #[serde(skip)]
    label: Label,
    pictures: usize,
    /// In each of [`Tier::MAIN`], as shares.
    tiers: [Option<Shares>; 3],
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Shares {
    /// Called likely synthetic.
    synthetic: f64,
    /// Called likely real.
    real: f64,
    /// With a score at the common cut or above.
    common: f64,
}

impl Shares {
    fn of(counts: Counts) -> Self {
        let share = |part: usize| part as f64 / counts.pictures.max(1) as f64;
        Self {
            synthetic: share(counts.synthetic),
            real: share(counts.real),
            common: share(counts.at_common_cut),
        }
    }
}

impl Groups {
    /// Synthetic pictures by the family of their generator.
    pub(super) fn of_generators(book: &Book, judge: &str) -> Self {
        Self::of(book, judge, |picture| picture.generator.clone())
    }

    /// Real pictures by what they are of and what they are like.
    pub(super) fn of_kinds(book: &Book, judge: &str) -> Self {
        Self::of(book, judge, |picture| {
            let real = picture.label == Label::Real;
            let of = subject(&picture.folder).map(str::to_owned);
            let like = picture.kinds.iter().map(|kind| kind.words().to_owned());
            of.into_iter()
                .chain(like)
                .filter(move |_| real)
                .collect::<Vec<_>>()
        })
    }

    /// Pictures by class and folder.
    pub(super) fn of_sources(book: &Book, judge: &str) -> Self {
        Self::of(book, judge, |picture| [picture.source()])
    }

    fn of<I: IntoIterator<Item = String>>(
        book: &Book,
        judge: &str,
        name: impl Fn(&AskedPicture) -> I,
    ) -> Self {
        let tiers = Tier::MAIN.map(|tier| {
            counted(book, judge, tier, |_, picture| {
                let names = name(picture).into_iter();
                let label = picture.label;
                names.map(move |name| (label, name)).collect::<Vec<_>>()
            })
        });
        let groups = tiers.iter().flat_map(BTreeMap::keys);
        let mut groups: Vec<_> = groups.collect();
        groups.sort();
        groups.dedup();
        let group = |key: &(Label, String)| {
            let counts = tiers.each_ref().map(|tier| tier.get(key).copied());
            let (label, name) = key.clone();
            Group {
                name,
                label,
                pictures: counts
                    .iter()
                    .flatten()
                    .map(|c| c.pictures)
                    .next()
                    .unwrap_or(0),
                tiers: counts.map(|counts| counts.map(Shares::of)),
            }
        };
        Self(groups.into_iter().map(group).collect())
    }

    /// The group of at least [`ENOUGH`] pictures with the largest share at the common cut in main tier
    /// number `tier`, and that share.
    pub(super) fn most_flagged(&self, tier: usize) -> Option<(&str, f64)> {
        let enough = self.0.iter().filter(|group| group.pictures >= ENOUGH);
        enough
            .filter_map(|group| Some((group.name.as_str(), group.tiers[tier]?.common)))
            .max_by(|a, b| a.1.total_cmp(&b.1))
    }
}

/// Groups that a detector fails on in at least one main tier.
#[derive(Serialize)]
pub(super) struct Limits {
    /// Synthetic ones of which fewer than half are called likely synthetic, the least found first.
    missed: Vec<Group>,
    /// Real ones of which more than a tenth are called likely synthetic, the most accused first.
    accused: Vec<Group>,
}

impl Limits {
    pub(super) fn of(groups: &[&Groups]) -> Self {
        let all = || groups.iter().flat_map(|groups| &groups.0);
        let shares = |group: &Group| -> Vec<f64> {
            let tiers = group.tiers.iter().flatten();
            tiers.map(|shares| shares.synthetic).collect()
        };
        let failing = |label: Label, fails: &dyn Fn(f64) -> bool| -> Vec<Group> {
            let of_class = all().filter(|group| group.label == label && group.pictures >= ENOUGH);
            let fails = |group: &&Group| shares(group).into_iter().any(fails);
            of_class.filter(fails).cloned().collect()
        };
        let mean = |group: &Group| {
            let shares = shares(group);
            shares.iter().sum::<f64>() / shares.len().max(1) as f64
        };
        let mut missed = failing(Label::Synthetic, &|share| share < FOUND);
        missed.sort_by(|a, b| mean(a).total_cmp(&mean(b)));
        let mut accused = failing(Label::Real, &|share| share > ACCUSED);
        accused.sort_by(|a, b| mean(b).total_cmp(&mean(a)));
        Self { missed, accused }
    }
}

/// The wrong verdicts on clean pictures of a class.
#[derive(Serialize)]
pub(super) struct Mistakes<'a> {
    label: Label,
    count: usize,
    named: Vec<Named<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    path: &'a str,
    score: f32,
}

impl<'a> Mistakes<'a> {
    pub(super) fn of(book: &'a Book, judge: &str, label: Label) -> Self {
        let wrong = failures(book, judge, Tier::Clean, label);
        let named = wrong.iter().take(NAMED).map(|failure| Named {
            path: &failure.picture.path,
            score: failure.score,
        });
        Self {
            label,
            count: wrong.len(),
            named: named.collect(),
        }
    }
}
