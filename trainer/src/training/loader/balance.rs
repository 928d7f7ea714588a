//! Which pictures are drawn how often.

use std::collections::BTreeMap;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use spectrafide_report::Label;

use crate::data::items::Item;

/// In which proportion training pictures are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Balance {
    /// Every picture once an epoch.
    #[default]
    None,
    /// As many pictures as there are, classes alike, and within a class its folders by the
    /// square root of their sizes, so that a small source counts without being learnt by heart.
    Folders,
    /// The same with a class's folders alike, whatever their sizes: what is common to sources
    /// counts, not what one of them has much of.
    EqualFolders,
}

impl Balance {
    /// Whether every picture counts alike.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }

    /// How much a folder of `pictures` is drawn beside the others of its class.
    fn weight(self, pictures: usize) -> f64 {
        match self {
            Self::None => pictures as f64,
            Self::Folders => (pictures as f64).sqrt(),
            Self::EqualFolders => 1.0,
        }
    }
}

/// A picture as it counts beside others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted<'a> {
    /// What it is.
    pub label: Label,
    /// Its class and folder.
    pub source: &'a str,
    /// How much it counts within its source.
    pub own: f64,
}

impl Balance {
    /// How much each of `pictures` counts; those of a class add up to one.
    pub(crate) fn weights(self, pictures: &[Counted<'_>]) -> Vec<f64> {
        // Of each source how many pictures it has, and the sum of what they count among themselves.
        let mut sources: BTreeMap<&str, (usize, f64)> = BTreeMap::new();
        for picture in pictures {
            let source = sources.entry(picture.source).or_default();
            source.0 += 1;
            source.1 += picture.own;
        }
        let mut classes = [0.0; 2];
        let mut weights = Vec::with_capacity(pictures.len());
        for picture in pictures {
            let (count, sum) = sources[picture.source];
            let weight = self.weight(count) * picture.own / sum;
            classes[picture.label as usize] += weight;
            weights.push(weight);
        }
        for (weight, picture) in weights.iter_mut().zip(pictures) {
            *weight /= classes[picture.label as usize];
        }
        weights
    }
}

/// Draws as many items as there are; `item_weights` is one for each, or empty.
pub(super) fn balanced(
    items: &[Item],
    balance: Balance,
    item_weights: &[f32],
    rng: &mut ChaCha8Rng,
) -> Vec<usize> {
    let mut folders: [BTreeMap<&str, Vec<usize>>; 2] = Default::default();
    for (index, item) in items.iter().enumerate() {
        folders[item.label as usize]
            .entry(&item.folder)
            .or_default()
            .push(index);
    }
    let weights = folders.each_ref().map(|class| {
        class
            .values()
            .map(|members| balance.weight(members.len()))
            .collect::<Vec<_>>()
    });
    (0..items.len())
        .map(|draw| {
            let class = draw % 2;
            let total: f64 = weights[class].iter().sum();
            let mut rest = rng.random::<f64>() * total;
            let mut chosen = None;
            for (members, weight) in folders[class].values().zip(&weights[class]) {
                chosen = Some(members);
                rest -= weight;
                if rest < 0.0 {
                    break;
                }
            }
            // Both classes are present: the split was refused otherwise.
            chosen.map_or(0, |members| drawn(members, item_weights, rng))
        })
        .collect()
}

/// One of `members`, in proportion to their weights.
fn drawn(members: &[usize], weights: &[f32], rng: &mut ChaCha8Rng) -> usize {
    if weights.is_empty() {
        return members[rng.random_range(0..members.len())];
    }
    let total: f32 = members.iter().map(|&member| weights[member]).sum();
    let mut rest = rng.random::<f32>() * total;
    for &member in members {
        rest -= weights[member];
        if rest < 0.0 {
            return member;
        }
    }
    // Rounding may leave a little over.
    members[members.len() - 1]
}
