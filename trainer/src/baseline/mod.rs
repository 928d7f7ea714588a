//! What can be told of a picture without a network: random forests that see no pixels, or only
//! statistics of them.

pub mod forest;
pub mod pixel_statistics;

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
    let scores = forest
        .scores(&tested.values)
        .into_iter()
        .zip(tested.places)
        // Trees vote in the order in which threads finish: sums differ in the last bits.
        .map(|(score, place)| (place, (score * 1e5).round() / 1e5))
        .collect();
    let mut unreadable = trained.unreadable;
    unreadable.extend(tested.unreadable);
    Ok(Judged { scores, unreadable })
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
