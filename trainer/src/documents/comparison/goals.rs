//! What was set out to be reached.

use serde::Serialize;

use super::super::template::Figure;
use super::figures::{Measured, Pair};
use super::groups::Groups;
use super::{Judge, Role};
use crate::augmentation::tier::Tier;
use crate::measurement::comparison::book::Book;
use crate::measurement::comparison::tallies::agreement;
use crate::metrics::Metrics;

/// What the thorough detector is to reach in each of [`Tier::MAIN`].
const AUROC: [f64; 3] = [0.95, 0.93, 0.90];
const BALANCED_ACCURACY: [f64; 3] = [0.88, 0.85, 0.80];
const FOUND_AT_1: [f64; 3] = [0.60, 0.50, 0.40];
/// The same in every tier.
const REAL_NOT_FLAGGED: f64 = 0.95;
const ANSWERED: f64 = 0.70;
const WRONG: f64 = 0.08;
const CALIBRATION_ERROR: f64 = 0.05;

/// How much balanced accuracy the quick detector may lack.
const BEHIND: f64 = 0.04;

/// What both are to reach: the lead over the forest that sees the codec alone, the share of pictures
/// with the same verdict on their web copy, and the largest share of a kind of real pictures that may
/// reach the common cut.
const LEAD: f64 = 0.10;
const SAME_VERDICT: f64 = 0.95;
const OF_A_KIND: f64 = 0.10;

/// A goal and what became of it.
#[derive(Debug, Serialize)]
pub(super) struct Goal {
    tier: String,
    kind: Kind,
    aim: f64,
    reached: Figure,
    /// What the figure is of, where it is not of all pictures.
    of: Option<String>,
    met: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Auroc,
    BalancedAccuracy,
    RealNotFlagged,
    Answered,
    Wrong,
    CalibrationError,
    FoundAt1,
    Behind,
    Lead,
    SameVerdict,
    FlaggedInAGroup,
}

impl Kind {
    /// Whether the figure is to stay below its aim.
    fn is_limit(self) -> bool {
        matches!(
            self,
            Self::Wrong | Self::CalibrationError | Self::Behind | Self::FlaggedInAGroup
        )
    }
}

impl Goal {
    fn new(tier: impl Into<String>, kind: Kind, aim: f64, reached: Figure) -> Option<Self> {
        let value = reached.value()?;
        let met = if kind.is_limit() {
            value <= aim
        } else {
            value >= aim
        };
        Some(Self {
            tier: tier.into(),
            kind,
            aim,
            reached,
            of: None,
            met,
        })
    }

    fn about(self, of: impl Into<String>) -> Self {
        let of = Some(of.into());
        Self { of, ..self }
    }

    /// The goals of a default detector, whose false positives by kind of real picture are `kinds`.
    pub(super) fn all(
        book: &Book,
        judge: &Judge,
        judges: &[Judge],
        measured: &Measured,
        kinds: &Groups,
    ) -> Vec<Self> {
        let mut goals = Vec::new();
        for (place, tier) in Tier::MAIN.into_iter().enumerate() {
            let Some(own) = measured.whole(&judge.id, tier) else {
                continue;
            };
            match judge.role {
                Role::Thorough => goals.extend(Self::thorough(place, tier, own)),
                _ => goals.extend(Self::behind(tier, own, judges, measured)),
            }
            goals.extend(Self::lead(tier, own, judges, measured));
            let worst = kinds.most_flagged(place).and_then(|(kind, share)| {
                let goal = Self::new(
                    tier.name(),
                    Kind::FlaggedInAGroup,
                    OF_A_KIND,
                    Some(share).into(),
                )?;
                Some(goal.about(kind))
            });
            goals.extend(worst);
        }
        goals.extend(Self::same_verdict(book, judge));
        goals
    }

    fn thorough(place: usize, tier: Tier, Pair { told, common }: &Pair) -> Vec<Self> {
        let of = |metrics: &Metrics, name: &str, value| Figure::of(metrics, name, value);
        let goal = |kind, aim, reached| Self::new(tier.name(), kind, aim, reached);
        let mut goals = vec![goal(
            Kind::Auroc,
            AUROC[place],
            of(told, "auroc", told.auroc),
        )];
        if let Some(common) = common {
            goals.push(goal(
                Kind::BalancedAccuracy,
                BALANCED_ACCURACY[place],
                of(common, "balanced_accuracy", common.balanced_accuracy),
            ));
            goals.push(goal(
                Kind::RealNotFlagged,
                REAL_NOT_FLAGGED,
                of(common, "fpr", common.fpr).complement(),
            ));
        }
        for (kind, aim, name, value) in [
            (Kind::Answered, ANSWERED, "coverage", told.coverage),
            (
                Kind::Wrong,
                WRONG,
                "error_among_answered",
                told.error_among_answered,
            ),
            (Kind::CalibrationError, CALIBRATION_ERROR, "ece", told.ece),
            (
                Kind::FoundAt1,
                FOUND_AT_1[place],
                "tpr_at_fpr_01",
                told.tpr_at_fpr_01,
            ),
        ] {
            goals.push(goal(kind, aim, of(told, name, value)));
        }
        goals.into_iter().flatten().collect()
    }

    /// How far the quick detector is behind the thorough one.
    fn behind(tier: Tier, own: &Pair, judges: &[Judge], measured: &Measured) -> Option<Self> {
        let thorough = judges.iter().find(|judge| judge.role == Role::Thorough)?;
        let thorough = measured.whole(&thorough.id, tier)?;
        let balanced = |pair: &Pair| pair.common.as_ref()?.balanced_accuracy;
        let behind = balanced(thorough)? - balanced(own)?;
        Self::new(tier.name(), Kind::Behind, BEHIND, Some(behind).into())
    }

    /// The lead over the better of the codec forest's two decisions: at one half of its trees, and at
    /// the common cut.
    fn lead(tier: Tier, own: &Pair, judges: &[Judge], measured: &Measured) -> Option<Self> {
        let codec = judges.iter().find(|judge| judge.id == "codec_forest")?;
        let codec = measured.whole(&codec.id, tier)?;
        let balanced = |metrics: &Metrics| metrics.balanced_accuracy;
        let best = [Some(&codec.told), codec.common.as_ref()]
            .into_iter()
            .flatten()
            .filter_map(balanced)
            .max_by(f64::total_cmp)?;
        let lead = own.common.as_ref().and_then(balanced)? - best;
        Self::new(tier.name(), Kind::Lead, LEAD, Some(lead).into())
    }

    fn same_verdict(book: &Book, judge: &Judge) -> Option<Self> {
        let same = agreement(book, &judge.id, Tier::Clean, Tier::Web)?;
        let share = (same.answered > 0).then(|| same.same as f64 / same.answered as f64);
        let tier = format!("{} and {}", Tier::Clean, Tier::Web);
        let goal = Self::new(tier, Kind::SameVerdict, SAME_VERDICT, share.into())?;
        Some(goal.about(format!("{} pictures", same.answered)))
    }
}
