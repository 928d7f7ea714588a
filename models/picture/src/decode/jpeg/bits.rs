//! The entropy-coded bits of a JPEG, and codes in them.
//!
//! Source: ITU-T T.81, annexes C and F, <https://www.w3.org/Graphics/JPEG/itu-t81.pdf>.

/// Bits up to the next marker or the end of the file.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    /// The next byte to take in; at a marker, its `0xff`.
    at: usize,
    held: u64,
    count: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn at(bytes: &'a [u8], at: usize) -> Self {
        Self {
            bytes,
            at,
            held: 0,
            count: 0,
        }
    }

    /// Where the bytes that were not taken in begin.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Takes in whole bytes while there is room.
    fn fill(&mut self) {
        while self.count <= 48 {
            let Some(&byte) = self.bytes.get(self.at) else {
                return;
            };
            if byte == 0xff {
                // Any other byte than the stuffed one makes a marker of it.
                if self.bytes.get(self.at + 1) != Some(&0) {
                    return;
                }
                self.at += 1;
            }
            self.at += 1;
            self.held = self.held << 8 | u64::from(byte);
            self.count += 8;
        }
    }

    /// The next `count` bits, at most 16; `None` where there are fewer.
    pub(super) fn take(&mut self, count: u32) -> Option<u32> {
        if self.count < count {
            self.fill();
        }
        self.count = self.count.checked_sub(count)?;
        let mask = (1_u64 << count) - 1;
        Some((self.held >> self.count & mask) as u32)
    }

    /// The next symbol; `None` where the bits end or are no code of the table.
    pub(super) fn symbol(&mut self, table: &Codes) -> Option<u8> {
        if self.count < 16 {
            self.fill();
        }
        // As if zeros followed; a code that needs them is none.
        let next = if self.count >= 16 {
            self.held >> (self.count - 16)
        } else {
            self.held << (16 - self.count)
        } as u16;
        let (length, symbol) = table.find(next)?;
        self.count = self.count.checked_sub(length)?;
        Some(symbol)
    }

    /// Whether a restart marker is next; bytes before it are left out, as decoders do.
    pub(super) fn restart(&mut self) -> bool {
        (self.held, self.count) = (0, 0);
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let marker = rest
            .windows(2)
            .position(|pair| matches!(pair, [0xff, 1..=0xfe]))
            .map(|found| self.at + found);
        let Some(at) = marker else {
            self.at = self.bytes.len();
            return false;
        };
        let is_restart = matches!(self.bytes.get(at + 1), Some(0xd0..=0xd7));
        self.at = if is_restart { at + 2 } else { at };
        is_restart
    }
}

/// A table of Huffman codes.
pub(super) struct Codes {
    /// By the first eight bits: the length of a code that is no longer, and its symbol.
    short: [(u8, u8); 256],
    /// By length: one more than the last code, as sixteen bits, and what is added to a code to find
    /// its symbol.
    long: [(u32, i32); 17],
    symbols: Vec<u8>,
}

impl Codes {
    /// The table with `counts[length - 1]` codes of each length; `None` where there are more than
    /// fit.
    pub(super) fn new(counts: [u8; 16], symbols: &[u8]) -> Option<Self> {
        let mut codes = Self {
            short: [(0, 0); 256],
            long: [(0, 0); 17],
            symbols: symbols.to_vec(),
        };
        let (mut code, mut index) = (0_u32, 0_usize);
        for (length, count) in (1_u32..).zip(counts) {
            let offset = index as i32 - code as i32;
            for _ in 0..count {
                let symbol = *symbols.get(index)?;
                if length <= 8 {
                    let from = (code << (8 - length)) as usize;
                    codes
                        .short
                        .get_mut(from..from + (1 << (8 - length)))?
                        .fill((length as u8, symbol));
                }
                code += 1;
                index += 1;
            }
            if code > 1 << length {
                return None;
            }
            codes.long[length as usize] = (code << (16 - length), offset);
            code <<= 1;
        }
        Some(codes)
    }

    /// The length and the symbol of the code that `next` begins with.
    fn find(&self, next: u16) -> Option<(u32, u8)> {
        let (length, symbol) = self.short[usize::from(next >> 8)];
        if length > 0 {
            return Some((u32::from(length), symbol));
        }
        let next = u32::from(next);
        let length = (9_u32..=16).find(|&length| next < self.long[length as usize].0)?;
        let code = (next >> (16 - length)) as i32;
        let index = usize::try_from(code + self.long[length as usize].1).ok()?;
        Some((length, *self.symbols.get(index)?))
    }
}
