//! The frame of a JPEG: its components, and how they divide the picture.

use super::super::MAX_PIXELS;

/// What a frame header says.
pub(super) struct Frame {
    pub(super) progressive: bool,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) components: Vec<Component>,
    /// Blocks of a whole unit across and down, the most of any component.
    most: (u32, u32),
    /// Units between restart markers; 0 for none.
    pub(super) restart_interval: u32,
}

/// A component of the picture.
pub(super) struct Component {
    pub(super) id: u8,
    /// Blocks of a unit across …
    pub(super) across: u32,
    /// … and down.
    pub(super) down: u32,
    /// By coefficient: the bits that are missing below those that were announced; more than 15
    /// where none was.
    pub(super) missing_bits: [u8; 64],
    /// Blocks of a row, those of the last unit included.
    pub(super) stride: u32,
    /// Coefficients of each block that are not zero, of progressive pictures alone.
    pub(super) known: Vec<u64>,
}

impl Frame {
    /// Reads a frame header; `None` where decoders refuse it.
    pub(super) fn read(marker: u8, data: &[u8]) -> Option<Self> {
        let &[precision, h1, h0, w1, w0, count] = data.first_chunk()?;
        let height = u32::from(u16::from_be_bytes([h1, h0]));
        let width = u32::from(u16::from_be_bytes([w1, w0]));
        let pixels = u64::from(width) * u64::from(height);
        if precision != 8 || !(1..=MAX_PIXELS).contains(&pixels) || !(1..=4).contains(&count) {
            return None;
        }
        let parts = data.get(6..6 + 3 * usize::from(count))?.as_chunks().0;
        let mut components: Vec<Component> = parts
            .iter()
            .map(|&[id, sampling, _]| Component {
                id,
                across: u32::from(sampling >> 4),
                down: u32::from(sampling & 15),
                missing_bits: [u8::MAX; 64],
                stride: 0,
                known: Vec::new(),
            })
            .collect();
        let sampled = |blocks: u32| (1..=4).contains(&blocks);
        if !components
            .iter()
            .all(|part| sampled(part.across) && sampled(part.down))
        {
            return None;
        }
        let most = components.iter().fold((1, 1), |most, part| {
            (most.0.max(part.across), most.1.max(part.down))
        });
        let progressive = marker == 0xc2;
        let (units, rows) = (width.div_ceil(8 * most.0), height.div_ceil(8 * most.1));
        for part in components.iter_mut().filter(|_| progressive) {
            part.stride = units * part.across;
            part.known = vec![0; (part.stride * rows * part.down) as usize];
        }
        Some(Self {
            progressive,
            width,
            height,
            components,
            most,
            restart_interval: 0,
        })
    }

    /// Units across and down, and rows of pixels of a unit.
    pub(super) fn units(&self) -> (u32, u32, u32) {
        let (wide, high) = (8 * self.most.0, 8 * self.most.1);
        (self.width.div_ceil(wide), self.height.div_ceil(high), high)
    }

    /// The same of a component that is stored alone: its blocks.
    pub(super) fn blocks(&self, component: usize) -> Option<(u32, u32, u32)> {
        let part = self.components.get(component)?;
        Some((
            (self.width * part.across).div_ceil(8 * self.most.0),
            (self.height * part.down).div_ceil(8 * self.most.1),
            8 * self.most.1 / part.down,
        ))
    }
}
