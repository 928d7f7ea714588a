//! How strongly a lossy WebP picture is quantised.
//!
//! Source: RFC 6386 (VP8), section 7 for the boolean decoder, 9.2 to 9.6 for the frame header,
//! <https://www.rfc-editor.org/rfc/rfc6386>.

/// Bytes of the frame tag, the start code and the dimensions.
const HEADER_BYTES: usize = 10;

/// The quantiser index of the luma coefficients of a key frame, 0 (finest) to 127, from the data
/// of a `VP8 ` chunk; `None` where the header is damaged or not that of a key frame.
pub fn quantizer_index(data: &[u8]) -> Option<u8> {
    let &[tag, _, _, 0x9d, 0x01, 0x2a, ..] = data else {
        return None;
    };
    if tag & 1 != 0 {
        return None;
    }
    let mut bits = Bits::new(data.get(HEADER_BYTES..)?)?;
    let (_color_space, _clamping) = (bits.flag()?, bits.flag()?);
    if bits.flag()? {
        segmentation(&mut bits)?;
    }
    let (_filter_type, _level, _sharpness) = (bits.flag()?, bits.number(6)?, bits.number(3)?);
    if bits.flag()? && bits.flag()? {
        // Adjustments of the loop filter: four for reference frames and four for modes.
        for _ in 0..8 {
            bits.optional(6)?;
        }
    }
    let _partitions = bits.number(2)?;
    bits.number(7)
}

/// Section 9.3: quantiser and filter strength of up to four segments, and how they are coded.
fn segmentation(bits: &mut Bits) -> Option<()> {
    let (map, data) = (bits.flag()?, bits.flag()?);
    if data {
        let _absolute = bits.flag()?;
        for size in [7, 7, 7, 7, 6, 6, 6, 6] {
            bits.optional(size)?;
        }
    }
    if map {
        for _ in 0..3 {
            if bits.flag()? {
                bits.number(8)?;
            }
        }
    }
    Some(())
}

/// The boolean decoder of section 7.3 with the probability of one half, which is that of every
/// flag and number of the header.
struct Bits<'a> {
    rest: &'a [u8],
    value: u32,
    range: u32,
    /// Bits shifted out of the low byte of `value`.
    shifted: u8,
}

impl<'a> Bits<'a> {
    fn new(data: &'a [u8]) -> Option<Self> {
        let (&[high, low], rest) = data.split_first_chunk()?;
        Some(Self {
            rest,
            value: u32::from(u16::from_be_bytes([high, low])),
            range: 255,
            shifted: 0,
        })
    }

    fn flag(&mut self) -> Option<bool> {
        // 1 + (range - 1) * 128 / 256.
        let split = self.range.checked_sub(1)?.checked_shr(1)?.checked_add(1)?;
        let threshold = split << 8;
        let bit = self.value >= threshold;
        if bit {
            self.range = self.range.checked_sub(split)?;
            self.value = self.value.checked_sub(threshold)?;
        } else {
            self.range = split;
        }
        while self.range < 128 {
            self.value <<= 1;
            self.range <<= 1;
            self.shifted = self.shifted.checked_add(1)?;
            if self.shifted == 8 {
                self.shifted = 0;
                let (&next, rest) = self.rest.split_first()?;
                self.value |= u32::from(next);
                self.rest = rest;
            }
        }
        Some(bit)
    }

    /// A number of up to eight bits, the highest first.
    fn number(&mut self, bits: u8) -> Option<u8> {
        let mut number = 0;
        for _ in 0..bits {
            number = number << 1 | u8::from(self.flag()?);
        }
        Some(number)
    }

    /// A flag, and where it is set a number with a sign behind it.
    fn optional(&mut self, bits: u8) -> Option<()> {
        if self.flag()? {
            self.number(bits)?;
            self.flag()?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The boolean encoder of section 7.3 with the probability of one half.
    #[derive(Default)]
    struct Writer {
        bytes: Vec<u8>,
        bottom: u64,
        range: u64,
        bits: u32,
    }

    impl Writer {
        /// Exact arithmetic on one large fraction would do, too: here the interval is kept with
        /// 32 bits below the byte that is written next, and carries run back.
        fn flag(&mut self, bit: bool) {
            if self.range == 0 {
                self.range = 255;
            }
            let split = 1 + ((self.range - 1) >> 1);
            if bit {
                self.bottom += split << 32;
                self.range -= split;
            } else {
                self.range = split;
            }
            while self.range < 128 {
                self.range <<= 1;
                self.bottom <<= 1;
                self.bits += 1;
                if self.bits == 8 {
                    self.bits = 0;
                    self.emit();
                }
            }
        }

        fn emit(&mut self) {
            let byte = self.bottom >> 40;
            if byte > 255 {
                for previous in self.bytes.iter_mut().rev() {
                    *previous = previous.wrapping_add(1);
                    if *previous != 0 {
                        break;
                    }
                }
            }
            self.bytes.push(byte as u8);
            self.bottom &= (1 << 40) - 1;
        }

        fn number(&mut self, value: u8, bits: u8) {
            for bit in (0..bits).rev() {
                self.flag(value >> bit & 1 == 1);
            }
        }

        fn finish(mut self) -> Vec<u8> {
            for _ in 0..32 {
                self.flag(false);
            }
            [
                &[0x10, 0, 0, 0x9d, 0x01, 0x2a, 16, 0, 16, 0],
                &self.bytes[..],
            ]
            .concat()
        }
    }

    #[test]
    fn the_index_stands_behind_the_filter_and_the_partitions() {
        for index in [0, 1, 26, 64, 127] {
            let mut plain = Writer::default();
            plain.number(0, 2);
            plain.flag(false);
            plain.flag(true);
            plain.number(33, 6);
            plain.number(5, 3);
            plain.flag(false);
            plain.number(2, 2);
            plain.number(index, 7);
            assert_eq!(quantizer_index(&plain.finish()), Some(index));
        }
    }

    #[test]
    fn segments_and_filter_adjustments_are_skipped() {
        let mut full = Writer::default();
        full.number(0, 2);
        // Segmentation with a map and data: each optional value is there.
        full.flag(true);
        full.number(0b111, 3);
        for size in [7, 7, 7, 7, 6, 6, 6, 6] {
            full.flag(true);
            full.number(0x2a, size);
            full.flag(true);
        }
        for _ in 0..3 {
            full.flag(true);
            full.number(0x93, 8);
        }
        full.number(0, 1);
        full.number(63, 6);
        full.number(0, 3);
        full.number(0b11, 2);
        for _ in 0..8 {
            full.flag(true);
            full.number(0x15, 6);
            full.flag(false);
        }
        full.number(3, 2);
        full.number(77, 7);
        let data = full.finish();
        assert_eq!(quantizer_index(&data), Some(77));
        for length in 0..20 {
            assert_eq!(quantizer_index(&data[..length]), None, "cut at {length}");
        }
    }

    #[test]
    fn only_key_frames_have_one() {
        let mut inter = Writer::default();
        inter.number(0, 7);
        let mut data = inter.finish();
        data[0] |= 1;
        assert_eq!(quantizer_index(&data), None);
        data[0] &= !1;
        data[3] = 0;
        assert_eq!(quantizer_index(&data), None);
    }
}
