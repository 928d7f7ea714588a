//! The numbers of a view, and where each of them is kept.

use serde::{Deserialize, Serialize};

/// What is kept of a view: of the tokens after a block, each of which was brought to mean 0 and
/// deviation 1 before, or what a network's head is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Summary {
    /// The class token.
    Class,
    /// The mean over the patches.
    Mean,
    /// The deviation over the patches.
    Deviation,
    /// All that a linear head is given, where there are no tokens.
    Embedding,
}

impl Summary {
    /// Those of tokens, in the order in which they are kept.
    pub const OF_TOKENS: [Self; 3] = [Self::Class, Self::Mean, Self::Deviation];
}

/// One summary of the tokens after one block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    /// What of the tokens.
    pub summary: Summary,
    /// After which block, counted from 1; an embedding is after the only one.
    pub block: usize,
}

/// How many numbers there are of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// What is kept after each block.
    pub summaries: &'static [Summary],
    /// Blocks of the trunk.
    pub blocks: usize,
    /// Numbers of a summary.
    pub width: usize,
}

/// Bytes of a number, which is kept in half precision.
pub(super) const NUMBER_BYTES: usize = 2;

impl Layout {
    /// Numbers of a view: summary by summary, and within each block by block.
    pub fn numbers(self) -> usize {
        self.summaries.len() * self.blocks * self.width
    }

    /// Bytes of a view.
    pub fn bytes(self) -> usize {
        self.numbers() * NUMBER_BYTES
    }

    /// The place of the first number of `column` among those of a view; none where it is not kept.
    pub fn place(self, column: Column) -> Option<usize> {
        let summary = |kept: &Summary| *kept == column.summary;
        let summary = self.summaries.iter().position(summary)?;
        (1..=self.blocks)
            .contains(&column.block)
            .then(|| (summary * self.blocks + column.block - 1) * self.width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_lie_one_after_the_other_and_fill_a_view() {
        let layout = Layout {
            summaries: &Summary::OF_TOKENS,
            blocks: 4,
            width: 5,
        };
        let places: Vec<Option<usize>> = Summary::OF_TOKENS
            .into_iter()
            .flat_map(|summary| (1..=4).map(move |block| Column { summary, block }))
            .map(|column| layout.place(column))
            .collect();
        let expected: Vec<Option<usize>> = (0..12).map(|place| Some(place * 5)).collect();
        assert_eq!(places, expected);
        assert_eq!((layout.numbers(), layout.bytes()), (60, 120));
        for block in [0, 5] {
            let summary = Summary::Class;
            assert_eq!(layout.place(Column { summary, block }), None);
        }
        let summary = Summary::Embedding;
        assert_eq!(layout.place(Column { summary, block: 1 }), None);
    }
}
