//! Figures that are the report's alone.

use std::collections::BTreeMap;

use spectrafide_report::{Handling, Label, Verdict};

use super::book::Book;
use super::pictures::AskedPicture;
use crate::augmentation::tier::Tier;

/// The error among the most certain pictures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RiskPoint {
    /// Share of the pictures that are answered, the most certain ones.
    pub coverage: f64,
    /// Share of wrong answers among them, an answer being the side of even that the score is on.
    pub risk: f64,
}

/// The risk of `judge` at each of `coverages` in `tier`; none without pictures. Pictures that it
/// does not judge come last, as wrong ones.
///
/// Pictures of equal certainty count as they come, so that a score that says nothing gives a flat
/// curve only on average.
pub fn risk_coverage(
    book: &Book,
    judge: &str,
    tier: Tier,
    coverages: &[f64],
) -> Option<Vec<RiskPoint>> {
    let found = book.answers(judge, tier)?;
    let mut judged: Vec<(f32, bool)> = book
        .list
        .pictures
        .iter()
        .enumerate()
        .map(|(index, picture)| {
            if found.not_judged.contains(&index) {
                return (-1.0, true);
            }
            let synthetic = found.scores[index] >= 0.5;
            let wrong = synthetic != (picture.label == Label::Synthetic);
            (found.certainty(index), wrong)
        })
        .collect();
    if judged.is_empty() {
        return None;
    }
    judged.sort_by(|a, b| b.0.total_cmp(&a.0));
    let point = |&coverage: &f64| {
        let count = (coverage * judged.len() as f64).round() as usize;
        let answered = &judged[..count.clamp(1, judged.len())];
        let wrong = answered.iter().filter(|(_, wrong)| *wrong).count();
        RiskPoint {
            coverage,
            risk: wrong as f64 / answered.len() as f64,
        }
    };
    Some(coverages.iter().map(point).collect())
}

/// How often two deliveries of a picture get the same verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Number of pictures that get a verdict in both tiers.
    pub answered: usize,
    /// Number of those with the same one.
    pub same: usize,
}

/// Compares the verdicts of `judge` in two tiers; none if it was not asked in both.
pub fn agreement(book: &Book, judge: &str, one: Tier, other: Tier) -> Option<Agreement> {
    let (one, other) = (book.answers(judge, one)?, book.answers(judge, other)?);
    let mut agreement = Agreement {
        answered: 0,
        same: 0,
    };
    for index in 0..book.list.pictures.len() {
        let verdicts = (one.verdict(index), other.verdict(index));
        if verdicts.0 != Verdict::CannotTell && verdicts.1 != Verdict::CannotTell {
            agreement.answered += 1;
            agreement.same += usize::from(verdicts.0 == verdicts.1);
        }
    }
    Some(agreement)
}

/// What becomes of the verdicts on clean pictures when a copy of them is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Survival {
    /// Number of pictures that get a verdict by their pixels.
    pub pictures: usize,
    /// Of them, those whose copies get the same one.
    pub same: usize,
    /// Of them, those whose copies get the opposite one.
    pub opposite: usize,
}

/// The survival of the verdicts of `judge` in each tier of [`Tier::STABILITY`], and of how many pictures
/// at least one copy gets the opposite verdict; none if it was not asked in all of them. Pictures of
/// which the file decided are left out.
pub fn survival(book: &Book, judge: &str) -> Option<(Vec<(Handling, Survival)>, usize)> {
    let clean = book.answers(judge, Tier::Clean)?;
    let mut turned = vec![false; book.list.pictures.len()];
    let mut rows = Vec::new();
    for (handling, tier) in Tier::STABILITY {
        let copies = book.answers(judge, tier)?;
        let mut survival = Survival::default();
        for (index, turned) in turned.iter_mut().enumerate() {
            let Some(verdict) = clean.verdict_by_pixels(index) else {
                continue;
            };
            survival.pictures += 1;
            // A copy has nothing of what the file says.
            let copied = copies.verdict(index);
            survival.same += usize::from(copied == verdict);
            survival.opposite += usize::from(copied.contradicts(verdict));
            *turned |= copied.contradicts(verdict);
        }
        rows.push((handling, survival));
    }
    Some((rows, turned.into_iter().filter(|turned| *turned).count()))
}

/// What some pictures get in a tier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Number of pictures.
    pub pictures: usize,
    /// Of them, likely synthetic.
    pub synthetic: usize,
    /// Of them, likely real.
    pub real: usize,
    /// Of them, with a score at the common cut or above.
    pub at_common_cut: usize,
}

/// The verdicts of `judge` in `tier` by the groups that `of` puts a picture into, which are none, one
/// or several.
pub fn counted<G: Ord, I: IntoIterator<Item = G>>(
    book: &Book,
    judge: &str,
    tier: Tier,
    of: impl Fn(usize, &AskedPicture) -> I,
) -> BTreeMap<G, Counts> {
    let mut groups: BTreeMap<G, Counts> = BTreeMap::new();
    let Some(found) = book.answers(judge, tier) else {
        return groups;
    };
    for (index, picture) in book.list.pictures.iter().enumerate() {
        for group in of(index, picture) {
            let counts = groups.entry(group).or_default();
            counts.pictures += 1;
            match found.verdict(index) {
                Verdict::LikelySynthetic => counts.synthetic += 1,
                Verdict::LikelyReal => counts.real += 1,
                Verdict::CannotTell => {}
            }
            let bits = found.flagged_at_5.as_bytes();
            counts.at_common_cut += usize::from(bits.get(index) == Some(&b'1'));
        }
    }
    groups
}

/// A picture whose verdict is wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Failure<'a> {
    /// Its place in the list.
    pub place: usize,
    /// The picture.
    pub picture: &'a AskedPicture,
    /// Its score.
    pub score: f32,
}

/// The pictures of `label` with a wrong verdict of `judge` in `tier`, the most extreme scores first.
pub fn failures<'a>(book: &'a Book, judge: &str, tier: Tier, label: Label) -> Vec<Failure<'a>> {
    let Some(found) = book.answers(judge, tier) else {
        return Vec::new();
    };
    let wrong = match label {
        Label::Real => Verdict::LikelySynthetic,
        Label::Synthetic => Verdict::LikelyReal,
    };
    let mut failures: Vec<Failure<'_>> = book
        .list
        .pictures
        .iter()
        .enumerate()
        .filter(|(index, picture)| picture.label == label && found.verdict(*index) == wrong)
        .map(|(place, picture)| Failure {
            place,
            picture,
            score: found.scores[place],
        })
        .collect();
    failures.sort_by(|a, b| match label {
        Label::Real => b.score.total_cmp(&a.score),
        Label::Synthetic => a.score.total_cmp(&b.score),
    });
    failures
}
