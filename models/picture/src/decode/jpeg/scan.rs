//! One scan of a JPEG: how much of it is there.
//!
//! Source: ITU-T T.81, annexes F and G, <https://www.w3.org/Graphics/JPEG/itu-t81.pdf>.

use super::bits::{Bits, Codes};
use super::frame::{Component, Frame};

/// What a scan header says.
pub(super) struct Scan {
    /// Indices of components, with their tables for the first coefficient and for the others.
    pub(super) parts: Vec<(usize, usize, usize)>,
    /// First coefficient, …
    pub(super) first: u8,
    /// … last one, …
    pub(super) last: u8,
    /// … and the bits below those that are already there and below those that this scan brings.
    pub(super) high: u8,
    pub(super) low: u8,
}

impl Scan {
    /// Reads the header of a scan.
    pub(super) fn read(data: &[u8], frame: &Frame) -> Option<Self> {
        let count = usize::from(*data.first()?);
        let (parts, rest) = data.get(1..)?.split_at_checked(2 * count)?;
        let &[first, last, bits] = rest.first_chunk()?;
        let parts = parts
            .as_chunks()
            .0
            .iter()
            .map(|&[id, tables]| {
                let component = frame.components.iter().position(|part| part.id == id)?;
                Some((
                    component,
                    usize::from(tables >> 4),
                    usize::from(tables & 15),
                ))
            })
            .collect::<Option<Vec<_>>>()?;
        // Sequential pictures have all coefficients in one scan, whatever the header says.
        let (first, last, bits) = if frame.progressive {
            (first, last, bits)
        } else {
            (0, 63, 0)
        };
        let is_usual = !frame.progressive || first > 0 && parts.len() == 1 || last == 0;
        let scan = Self {
            parts,
            first,
            last,
            high: bits >> 4,
            low: bits & 15,
        };
        (is_usual && !scan.parts.is_empty() && first <= last && last < 64).then_some(scan)
    }

    /// Walks over the coded bits. The number of rows of units that are whole, and how many rows of
    /// pixels such a unit has; `None` where a table is missing.
    pub(super) fn walk(
        &self,
        bits: &mut Bits<'_>,
        frame: &mut Frame,
        tables: &Tables,
    ) -> Option<Walked> {
        let (across, down, height) = match *self.parts.as_slice() {
            [(component, ..)] => frame.blocks(component)?,
            _ => frame.units(),
        };
        let mut parts = Vec::new();
        for &(component, dc, ac) in &self.parts {
            let (dc, ac) = (tables.dc.get(dc)?.as_ref(), tables.ac.get(ac)?.as_ref());
            parts.push(Walker {
                component,
                dc: dc.filter(|_| self.first == 0),
                ac: ac.filter(|_| self.last > 0),
            });
        }
        let needs_first = self.first == 0 && self.high == 0;
        if parts
            .iter()
            .any(|part| needs_first && part.dc.is_none() || self.last > 0 && part.ac.is_none())
        {
            return None;
        }
        let alone = parts.len() == 1;
        let mut run = 0;
        let mut until_restart = frame.restart_interval;
        for row in 0..down {
            for column in 0..across {
                if frame.restart_interval > 0 {
                    if until_restart == 0 {
                        if !bits.restart() {
                            return Some(Walked {
                                rows: row,
                                of: down,
                                height,
                            });
                        }
                        (until_restart, run) = (frame.restart_interval, 0);
                    }
                    until_restart -= 1;
                }
                for part in &parts {
                    let component = frame.components.get_mut(part.component)?;
                    let (wide, high) = if alone {
                        (1, 1)
                    } else {
                        (component.across, component.down)
                    };
                    for block in 0..wide * high {
                        let place = (column * wide + block % wide, row * high + block / wide);
                        let known = component.known(place);
                        if self.block(bits, part, &mut run, known).is_none() {
                            return Some(Walked {
                                rows: row,
                                of: down,
                                height,
                            });
                        }
                    }
                }
            }
        }
        Some(Walked {
            rows: down,
            of: down,
            height,
        })
    }

    fn block(
        &self,
        bits: &mut Bits<'_>,
        part: &Walker<'_>,
        run: &mut u32,
        known: Option<&mut u64>,
    ) -> Option<()> {
        let Some(known) = known else {
            return sequential(bits, part);
        };
        if self.first == 0 {
            return if self.high == 0 {
                let size = bits.symbol(part.dc?)?;
                skip(bits, size)
            } else {
                bits.take(1).map(drop)
            };
        }
        if self.high == 0 {
            self.first_bits(bits, part.ac?, run, known)
        } else {
            self.further_bit(bits, part.ac?, run, known)
        }
    }

    /// T.81, G.1.2.2.
    fn first_bits(
        &self,
        bits: &mut Bits<'_>,
        table: &Codes,
        run: &mut u32,
        known: &mut u64,
    ) -> Option<()> {
        if *run > 0 {
            *run -= 1;
            return Some(());
        }
        let mut at = u32::from(self.first);
        while at <= u32::from(self.last) {
            let symbol = bits.symbol(table)?;
            let (zeros, size) = (u32::from(symbol >> 4), symbol & 15);
            if size == 0 && zeros < 15 {
                *run = (1 << zeros) - 1 + bits.take(zeros)?;
                break;
            }
            at += zeros;
            if size > 0 {
                skip(bits, size)?;
                *known |= 1_u64.checked_shl(at).unwrap_or_default();
            }
            at += 1;
        }
        Some(())
    }

    /// T.81, G.1.2.3.
    fn further_bit(
        &self,
        bits: &mut Bits<'_>,
        table: &Codes,
        run: &mut u32,
        known: &mut u64,
    ) -> Option<()> {
        let last = u32::from(self.last);
        let mut at = u32::from(self.first);
        if *run == 0 {
            while at <= last {
                let symbol = bits.symbol(table)?;
                let (mut zeros, size) = (u32::from(symbol >> 4), symbol & 15);
                if size == 0 && zeros < 15 {
                    *run = (1 << zeros) + bits.take(zeros)?;
                    break;
                }
                if size > 0 {
                    bits.take(1)?;
                }
                while at <= last {
                    if *known >> at & 1 == 1 {
                        bits.take(1)?;
                    } else if zeros == 0 {
                        break;
                    } else {
                        zeros -= 1;
                    }
                    at += 1;
                }
                if size > 0 && at <= last {
                    *known |= 1 << at;
                }
                at += 1;
            }
        }
        if *run > 0 {
            for at in at..=last {
                if *known >> at & 1 == 1 {
                    bits.take(1)?;
                }
            }
            *run -= 1;
        }
        Some(())
    }
}

/// How much of a scan is there.
#[derive(Clone, Copy)]
pub(super) struct Walked {
    /// Rows of units that are whole, …
    pub(super) rows: u32,
    /// … of so many.
    pub(super) of: u32,
    /// Rows of pixels of a unit.
    pub(super) height: u32,
}

/// The tables that were defined before a scan.
#[derive(Default)]
pub(super) struct Tables {
    pub(super) dc: [Option<Codes>; 4],
    pub(super) ac: [Option<Codes>; 4],
}

struct Walker<'a> {
    component: usize,
    dc: Option<&'a Codes>,
    ac: Option<&'a Codes>,
}

/// T.81, F.2.2.
fn sequential(bits: &mut Bits<'_>, part: &Walker<'_>) -> Option<()> {
    let size = bits.symbol(part.dc?)?;
    skip(bits, size)?;
    let table = part.ac?;
    let mut at = 1;
    while at < 64 {
        let symbol = bits.symbol(table)?;
        let (zeros, size) = (symbol >> 4, symbol & 15);
        if size == 0 && zeros < 15 {
            break;
        }
        skip(bits, size)?;
        at += zeros + 1;
    }
    Some(())
}

fn skip(bits: &mut Bits<'_>, size: u8) -> Option<()> {
    bits.take(u32::from(size).min(16)).map(drop)
}

impl Component {
    /// Which coefficients of a block are known not to be zero; `None` in sequential pictures.
    fn known(&mut self, (x, y): (u32, u32)) -> Option<&mut u64> {
        let index = u64::from(y) * u64::from(self.stride) + u64::from(x);
        self.known.get_mut(usize::try_from(index).ok()?)
    }
}
