//! JUMBF: boxes with a description, which hold contents and further such boxes.

use crate::bytes::Cursor;

/// Deepest nesting; a manifest store has four levels.
const MAX_DEPTH: usize = 8;
/// Most boxes that are read of a store.
const MAX_BOXES: usize = 4096;

/// A box that holds others.
pub(super) struct SuperBox<'a> {
    /// The first bytes of its type, such as `c2ma` for a manifest.
    pub(super) kind: &'a [u8],
    pub(super) label: String,
    pub(super) children: Vec<SuperBox<'a>>,
    pub(super) contents: Vec<Content<'a>>,
}

/// A box with data.
pub(super) struct Content<'a> {
    pub(super) kind: &'a [u8; 4],
    pub(super) data: &'a [u8],
}

/// What was found, and whether nothing was missing or damaged.
pub(super) fn read(bytes: &[u8]) -> (Vec<SuperBox<'_>>, bool) {
    let mut reader = Reader {
        left: MAX_BOXES,
        complete: true,
    };
    let mut found = SuperBox {
        kind: &[],
        label: String::new(),
        children: vec![],
        contents: vec![],
    };
    reader.fill(&mut found, bytes, 0);
    (found.children, reader.complete)
}

struct Reader {
    /// Boxes that may still be read.
    left: usize,
    complete: bool,
}

impl Reader {
    fn fill<'a>(&mut self, parent: &mut SuperBox<'a>, bytes: &'a [u8], depth: usize) {
        let mut cursor = Cursor::new(bytes);
        // Stores are padded with zeros.
        while cursor.rest().iter().any(|&byte| byte != 0) {
            self.left = self.left.saturating_sub(1);
            let Some((kind, data)) = next(&mut cursor).filter(|_| self.left > 0) else {
                self.complete = false;
                return;
            };
            match kind {
                b"jumb" if depth < MAX_DEPTH => {
                    let mut child = SuperBox {
                        kind: &[],
                        label: String::new(),
                        children: vec![],
                        contents: vec![],
                    };
                    self.fill(&mut child, data, depth.saturating_add(1));
                    parent.children.push(child);
                }
                b"jumb" => self.complete = false,
                b"jumd" => match description(data) {
                    Some((kind, label)) => (parent.kind, parent.label) = (kind, label),
                    None => self.complete = false,
                },
                _ => parent.contents.push(Content { kind, data }),
            }
        }
    }
}

/// A box that is cut gives what there is of it, and the reader notices at the next one.
fn next<'a>(cursor: &mut Cursor<'a>) -> Option<(&'a [u8; 4], &'a [u8])> {
    let length = cursor.u32_be()?;
    let kind = cursor.take(4)?.try_into().ok()?;
    let length = match length {
        0 => cursor.rest().len(),
        1 => usize::try_from(cursor.u64_be()?).ok()?.checked_sub(16)?,
        length => usize::try_from(length).ok()?.checked_sub(8)?,
    };
    Some((kind, cursor.take(length)?))
}

/// A type of 16 bytes, toggles, and where they say so a label that ends with a zero.
fn description(data: &[u8]) -> Option<(&[u8], String)> {
    let mut cursor = Cursor::new(data);
    let kind = cursor.take(16)?;
    let toggles = cursor.u8()?;
    let label = if toggles & 2 != 0 {
        cursor.until_zero()?
    } else {
        &[]
    };
    Some((kind, String::from_utf8_lossy(label).into_owned()))
}
