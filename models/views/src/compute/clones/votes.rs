//! Which shifts like blocks vote for.

use super::blocks::{Blocks, Key};
use super::{MOST_SHIFTS, NEIGHBOURS};
use crate::CloneHints;

/// How often `progress` hears of the comparisons.
const REPORTS: usize = 20;

/// A shift with the pairs of blocks that lie so far apart.
pub struct Shift {
    /// To the right and downwards, in pixels.
    pub by: (i32, i32),
    /// Column and row of both blocks, that which lies further left first.
    pub pairs: Vec<[(u32, u32); 2]>,
}

/// A pair of blocks and how far they are apart: to the right and downwards.
type Vote = ((i16, i16), u32, u32);

/// The shifts with the most pairs, at least `own.least_pairs`, that with the most first.
pub fn shifts(blocks: &Blocks, own: CloneHints, progress: &dyn Fn(f32)) -> Vec<Shift> {
    let mut votes: Vec<Vote> = Vec::new();
    let every = blocks.sorted.len() / REPORTS + 1;
    for place in 0..blocks.sorted.len() {
        if place % every == 0 {
            progress(0.3 + 0.7 * place as f32 / blocks.sorted.len() as f32);
        }
        if let Some([first, second]) = partner(blocks, place, own) {
            let ((x, y), (to_x, to_y)) = (blocks.position(first), blocks.position(second));
            // Sides are below the type's limit, because whole parts are at most 16 384 long.
            let by = (
                (i64::from(to_x) - i64::from(x)) as i16,
                (i64::from(to_y) - i64::from(y)) as i16,
            );
            votes.push((by, first, second));
        }
    }
    votes.sort_unstable();
    let mut runs: Vec<&[Vote]> = votes
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|run| run.len() >= own.least_pairs as usize)
        .collect();
    runs.sort_by_key(|run| std::cmp::Reverse(run.len()));
    runs.truncate(MOST_SHIFTS);
    runs.into_iter()
        .map(|run| Shift {
            by: (run[0].0.0.into(), run[0].0.1.into()),
            pairs: run
                .iter()
                .map(|&(_, first, second)| [blocks.position(first), blocks.position(second)])
                .collect(),
        })
        .collect()
}

/// The most similar of the blocks that follow the one at `place` in the sorted list, and it; that
/// which lies further left, or above, first.
fn partner(blocks: &Blocks, place: usize, own: CloneHints) -> Option<[u32; 2]> {
    let (key, at) = blocks.sorted[place];
    let (x, y) = blocks.position(at);
    let nearest = f64::from(own.block_px) * 1.5;
    let mut means = None;
    let mut best: Option<(f32, u32)> = None;
    for &(other_key, other) in blocks.sorted[place + 1..].iter().take(NEIGHBOURS) {
        let (other_x, other_y) = blocks.position(other);
        let apart = f64::from(x.abs_diff(other_x)).hypot(f64::from(y.abs_diff(other_y)));
        if apart < nearest || !are_near(&key, &other_key) {
            continue;
        }
        let means = means.get_or_insert_with(|| blocks.means_at(at));
        let differences =
            std::iter::zip(*means, blocks.means_at(other)).map(|(a, b)| (a - b).abs());
        let (largest, sum) = differences.fold((0.0_f32, 0.0), |(largest, sum), one| {
            (largest.max(one), sum + one)
        });
        if largest <= own.tolerance as f32 && best.is_none_or(|(least, _)| sum < least) {
            best = Some((sum, other));
        }
    }
    let (_, other) = best?;
    let other_position = blocks.position(other);
    Some(if (x, y) < other_position {
        [at, other]
    } else {
        [other, at]
    })
}

/// Whether no number differs by more than a step.
fn are_near(a: &Key, b: &Key) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= 1)
}
