//! The quantisation tables and the frame header that a JPEG announces before its picture.

use std::collections::BTreeMap;

use super::quantization::{Quality, STANDARD_CHROMA, STANDARD_LUMA, Table, quality_of, tables};
use super::sampling::{Component, Frame, starts_frame};
use crate::container::{self, Block, BlockKind, Container, Format};

/// What a JPEG announces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JpegHeader {
    /// The quantisation tables by number. A later one replaces an earlier one.
    pub tables: BTreeMap<u8, Table>,
    /// The first frame header that can be read.
    pub frame: Option<Frame>,
}

/// A segment that lies about itself.
pub(super) enum Damage<'a> {
    /// A quantisation table is cut or impossible.
    Table(&'a Block<'a>),
    /// A frame header is.
    Frame(&'a Block<'a>),
}

impl JpegHeader {
    /// Reads the file `bytes`; `None` where it is no JPEG. What is damaged is left out.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let container = container::open(bytes);
        (container.outline.format == Some(Format::Jpeg)).then(|| Self::of(&container, |_| {}))
    }

    /// Reads the parts of a JPEG.
    pub(super) fn of<'a>(container: &'a Container, mut damaged: impl FnMut(Damage<'a>)) -> Self {
        let mut header = Self::default();
        for block in &container.blocks {
            match block.kind {
                BlockKind::JpegTable(0xdb) => {
                    let (read, whole) = tables(&block.data);
                    let numbered = read.into_iter().map(|table| (table.id, table));
                    header.tables.extend(numbered);
                    if !whole {
                        damaged(Damage::Table(block));
                    }
                }
                BlockKind::JpegTable(marker) if starts_frame(marker) => {
                    match Frame::read(marker, &block.data) {
                        Some(frame) => {
                            header.frame.get_or_insert(frame);
                        }
                        None => damaged(Damage::Frame(block)),
                    }
                }
                _ => {}
            }
        }
        header
    }

    /// The table that `component` is quantised with.
    pub fn table_of(&self, component: &Component) -> Option<&Table> {
        self.tables.get(&component.table)
    }

    /// The tables of the first two components, once where they share one. Without a frame header
    /// the numbers 0 and 1 stand for luma and chroma, as encoders have it.
    pub fn used_tables(&self) -> Vec<Table> {
        let mut numbers = match &self.frame {
            Some(frame) => frame
                .components
                .iter()
                .map(|component| component.table)
                .collect(),
            None => vec![0, 1],
        };
        numbers.truncate(2);
        numbers.dedup();
        numbers
            .iter()
            .filter_map(|id| self.tables.get(id))
            .cloned()
            .collect()
    }

    /// The quality that the used tables stand for, see [`quality_of`]; `None` without a table.
    pub fn quality(&self) -> Option<Quality> {
        let used = self.used_tables();
        used.first()
            .map(|first| quality_of(first, used.get(1), &STANDARD_LUMA, &STANDARD_CHROMA))
    }
}
