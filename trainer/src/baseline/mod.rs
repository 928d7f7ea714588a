//! What can be told of a picture without a network: random forests that see no pixels, or only
//! statistics of them.

pub mod forest;
pub mod pixel_statistics;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use anyhow::Result;
use clap::ValueEnum;
use indicatif::ProgressBar;
use rayon::prelude::*;
use spectrafide_picture::decode::decode;
use spectrafide_report::score::Label;

use crate::augmentation::tier::Tier;
use crate::data::container;
use crate::data::items::Item;
use forest::{Forest, ForestSettings};

/// What a baseline sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Evidence {
    /// Format, dimensions, size and JPEG settings of the delivered file.
    Codec,
    /// Intensities, their distribution, edges and colours of the delivered picture.
    Statistics,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Codec => "codec",
            Self::Statistics => "statistics",
        })
    }
}

/// What a forest says of a list of pictures.
pub struct Judged {
    /// The index of each readable picture and the share of trees that call it synthetic.
    pub scores: Vec<(usize, f32)>,
    /// Paths of training and tested pictures that gave no picture.
    pub unreadable: Vec<String>,
    /// The shares of trees that call each real training picture synthetic, of forests that were grown
    /// without the fold of folders that it is in.
    left_out_real: Vec<f32>,
}

impl Judged {
    /// The lowest share that at most `rate` of the real training pictures reach, each judged by a
    /// forest that was grown without its folder; above all shares if no forest could be.
    pub fn cut_at(&self, rate: f32) -> f32 {
        if self.left_out_real.is_empty() {
            return 1.1;
        }
        let mut falling = self.left_out_real.clone();
        falling.sort_by(|a, b| b.total_cmp(a));
        let allowed = (rate * falling.len() as f32) as usize;
        falling.get(allowed).map_or(0.0, |next| next.next_up())
    }
}

impl Evidence {
    /// Grows a forest on `train` and asks it about `test`, both delivered as `tier` says.
    ///
    /// # Errors
    ///
    /// Files that cannot be read, and training pictures of one class alone.
    pub fn judge(
        self,
        settings: &ForestSettings,
        tier: Tier,
        train: &[Item],
        test: &[Item],
        bar: &ProgressBar,
    ) -> Result<Judged> {
        match self {
            Self::Codec => judge(settings, tier, train, test, codec_facts, bar),
            Self::Statistics => judge(settings, tier, train, test, picture_statistics, bar),
        }
    }
}

fn judge<const N: usize>(
    settings: &ForestSettings,
    tier: Tier,
    train: &[Item],
    test: &[Item],
    describe: fn(&[u8], Tier) -> Option<[f32; N]>,
    bar: &ProgressBar,
) -> Result<Judged> {
    let trained = Rows::of(train, tier, describe, bar)?;
    let tested = Rows::of(test, tier, describe, bar)?;
    let forest = Forest::grow_rows(settings, &trained.values, &trained.labels)?;
    let scores = shares(&forest, &tested.values);
    let scores = tested.places.into_iter().zip(scores).collect();
    let left_out_real = left_out_real(settings, train, &trained)?;
    let mut unreadable = trained.unreadable;
    unreadable.extend(tested.unreadable);
    Ok(Judged {
        scores,
        unreadable,
        left_out_real,
    })
}

/// The shares of trees for rows.
fn shares<const N: usize>(forest: &Forest, rows: &[[f32; N]]) -> Vec<f32> {
    // Trees vote in the order in which threads finish: sums differ in the last bits.
    let scores = forest.scores(rows).into_iter();
    scores.map(|score| (score * 1e5).round() / 1e5).collect()
}

/// Number of folds of folders.
const FOLDS: usize = 4;

/// What forests say of the real pictures in a fold of folders, each grown without its fold; of
/// folds whose absence leaves one class alone nothing.
fn left_out_real<const N: usize>(
    settings: &ForestSettings,
    train: &[Item],
    rows: &Rows<N>,
) -> Result<Vec<f32>> {
    let source = |row: usize| train[rows.places[row]].source();
    let sources: BTreeSet<String> = (0..rows.places.len()).map(source).collect();
    let folds: BTreeMap<&str, usize> = sources
        .iter()
        .enumerate()
        .map(|(place, source)| (source.as_str(), place % FOLDS))
        .collect();
    let fold_of: Vec<usize> = (0..rows.places.len())
        .map(|row| folds[source(row).as_str()])
        .collect();
    let mut said = Vec::new();
    for fold in 0..FOLDS {
        let of = |keep: &dyn Fn(usize) -> bool| -> (Vec<[f32; N]>, Vec<Label>) {
            let kept = (0..fold_of.len()).filter(|&row| keep(row));
            kept.map(|row| (rows.values[row], rows.labels[row])).unzip()
        };
        let (others, labels) = of(&|row| fold_of[row] != fold);
        let (real, _) = of(&|row| fold_of[row] == fold && rows.labels[row] == Label::Real);
        let both = labels.contains(&Label::Real) && labels.contains(&Label::Synthetic);
        if both && !real.is_empty() {
            said.extend(shares(
                &Forest::grow_rows(settings, &others, &labels)?,
                &real,
            ));
        }
    }
    Ok(said)
}

fn codec_facts(bytes: &[u8], tier: Tier) -> Option<[f32; container::COUNT]> {
    // Only the header is read in the clean tier, so a picture must decode to count there too.
    decode(bytes).ok()?;
    container::facts(&tier.deliver_file(bytes).ok()?).ok()
}

fn picture_statistics(bytes: &[u8], tier: Tier) -> Option<[f32; pixel_statistics::COUNT]> {
    let delivered = tier.deliver(decode(bytes).ok()?.pixels).ok()?;
    Some(pixel_statistics::of(&delivered))
}

/// Numbers about labelled pictures.
struct Rows<const N: usize> {
    values: Vec<[f32; N]>,
    labels: Vec<Label>,
    /// Each row's place in the list of pictures.
    places: Vec<usize>,
    /// Paths that gave no picture.
    unreadable: Vec<String>,
}

impl<const N: usize> Rows<N> {
    fn of(
        items: &[Item],
        tier: Tier,
        describe: fn(&[u8], Tier) -> Option<[f32; N]>,
        bar: &ProgressBar,
    ) -> Result<Self> {
        let described: Vec<Option<[f32; N]>> = items
            .par_iter()
            .map(|item| {
                let row = describe(&item.bytes()?, tier);
                bar.inc(1);
                Ok(row)
            })
            .collect::<Result<_>>()?;
        let mut rows = Self {
            values: vec![],
            labels: vec![],
            places: vec![],
            unreadable: vec![],
        };
        for (place, (item, row)) in items.iter().zip(described).enumerate() {
            match row {
                Some(row) => {
                    rows.values.push(row);
                    rows.labels.push(item.label);
                    rows.places.push(place);
                }
                None => rows.unreadable.push(item.path.clone()),
            }
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::Judged;

    #[test]
    fn the_cut_is_the_lowest_that_few_enough_real_pictures_reach() {
        let judged = Judged {
            scores: vec![],
            unreadable: vec![],
            left_out_real: (0..100_u8).map(|i| f32::from(i) / 100.0).collect(),
        };
        let reached = |rate: f32| {
            let cut = judged.cut_at(rate);
            let scores = judged.left_out_real.iter();
            scores.filter(|&&score| score >= cut).count()
        };
        assert_eq!([0.0, 0.05, 0.999, 1.0].map(reached), [0, 5, 99, 100]);
    }
}
