//! What the frame header of a JPEG says: coding, precision, components and chroma subsampling.
//!
//! Source: ITU-T T.81, B.2.2 for the segment and table B.1 for the markers,
//! <https://www.w3.org/Graphics/JPEG/itu-t81.pdf>.

/// A component of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Component {
    /// Horizontal sampling factor, 1 to 4.
    pub horizontal: u8,
    /// Vertical sampling factor, 1 to 4.
    pub vertical: u8,
    /// Number of its quantisation table.
    pub table: u8,
}

/// A frame header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The second byte of its marker, `0xC0` to `0xCF`.
    pub marker: u8,
    /// Bits of a sample.
    pub precision_bits: u8,
    /// Width as stored.
    pub width_px: u16,
    /// Height as stored; 0 where it follows later.
    pub height_px: u16,
    /// The components in the order of the file.
    pub components: Vec<Component>,
}

/// Whether a marker's second byte starts a frame. The three left out of the row are DHT, JPG and
/// DAC.
pub fn starts_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

impl Frame {
    /// Reads the data of the segment (what follows its length); `None` where it lies about its
    /// size or its factors.
    pub fn read(marker: u8, data: &[u8]) -> Option<Self> {
        let (&[precision_bits, y1, y0, x1, x0, count], rest) = data.split_first_chunk()?;
        let (described, rest) = rest.split_at_checked(usize::from(count).checked_mul(3)?)?;
        let components: Vec<Component> = described
            .as_chunks()
            .0
            .iter()
            .map(|&[_, factors, table]| Component {
                horizontal: factors >> 4,
                vertical: factors & 0x0f,
                table,
            })
            .collect();
        let sound = components.iter().all(|component| {
            (1..=4).contains(&component.horizontal) && (1..=4).contains(&component.vertical)
        });
        (starts_frame(marker) && sound && count > 0 && rest.is_empty()).then_some(Self {
            marker,
            precision_bits,
            width_px: u16::from_be_bytes([x1, x0]),
            height_px: u16::from_be_bytes([y1, y0]),
            components,
        })
    }

    /// Whether the picture comes in several passes.
    pub fn is_progressive(&self) -> bool {
        matches!(self.marker, 0xc2 | 0xc6 | 0xca | 0xce)
    }

    /// The coding, in the words of table B.1.
    pub fn coding(&self) -> &'static str {
        match self.marker {
            0xc0 => "baseline DCT, Huffman",
            0xc1 => "extended sequential DCT, Huffman",
            0xc2 => "progressive DCT, Huffman",
            0xc3 => "lossless, Huffman",
            0xc5..=0xc7 => "hierarchical, Huffman",
            0xc9 => "extended sequential DCT, arithmetic",
            0xca => "progressive DCT, arithmetic",
            0xcb => "lossless, arithmetic",
            _ => "hierarchical, arithmetic",
        }
    }

    /// The chroma subsampling in the J:a:b notation, or the factors themselves where it has no
    /// such name; `None` for a picture without chroma.
    pub fn chroma_subsampling(&self) -> Option<String> {
        let [luma, blue, red, ..] = self.components.as_slice() else {
            return None;
        };
        let ratio = |more: u8, less: u8| match (more.checked_rem(less)?, more.checked_div(less)?) {
            (0, times) => Some(times),
            _ => None,
        };
        let alike = (blue.horizontal, blue.vertical) == (red.horizontal, red.vertical);
        let shares = (
            ratio(luma.horizontal, blue.horizontal),
            ratio(luma.vertical, blue.vertical),
        );
        let name = match shares {
            (Some(1), Some(1)) => "4:4:4",
            (Some(2), Some(1)) => "4:2:2",
            (Some(2), Some(2)) => "4:2:0",
            (Some(1), Some(2)) => "4:4:0",
            (Some(4), Some(1)) => "4:1:1",
            (Some(4), Some(2)) => "4:1:0",
            _ => "",
        };
        if alike && !name.is_empty() {
            return Some(name.to_owned());
        }
        Some(self.factors())
    }

    /// The sampling factors of all components, such as `2x2,1x1,1x1`.
    pub fn factors(&self) -> String {
        let factors = self
            .components
            .iter()
            .map(|component| format!("{}x{}", component.horizontal, component.vertical));
        factors.collect::<Vec<_>>().join(",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(factors: &[u8]) -> Vec<u8> {
        let mut data = vec![8, 0x01, 0x02, 0x03, 0x04, factors.len() as u8];
        for (index, factors) in factors.iter().enumerate() {
            data.extend([index as u8 + 1, *factors, u8::from(index > 0)]);
        }
        data
    }

    #[test]
    fn the_usual_factors_have_their_names() {
        for (factors, name) in [
            (&[0x11, 0x11, 0x11][..], Some("4:4:4")),
            (&[0x21, 0x11, 0x11], Some("4:2:2")),
            (&[0x22, 0x11, 0x11], Some("4:2:0")),
            // The same ratio, as some cameras write it.
            (&[0x22, 0x12, 0x12], Some("4:2:2")),
            (&[0x12, 0x11, 0x11], Some("4:4:0")),
            (&[0x41, 0x11, 0x11], Some("4:1:1")),
            (&[0x22, 0x11, 0x21], Some("2x2,1x1,2x1")),
            (&[0x31, 0x21, 0x21], Some("3x1,2x1,2x1")),
            (&[0x11], None),
        ] {
            let read = Frame::read(0xc0, &frame(factors)).unwrap();
            assert_eq!(read.chroma_subsampling().as_deref(), name);
        }
    }

    #[test]
    fn a_header_is_read_in_network_order() {
        let read = Frame::read(0xc2, &frame(&[0x11])).unwrap();
        assert_eq!((read.height_px, read.width_px), (0x0102, 0x0304));
        assert!(read.is_progressive());
        assert!(!Frame::read(0xc0, &frame(&[0x11])).unwrap().is_progressive());
    }

    #[test]
    fn a_header_that_lies_is_refused() {
        let whole = frame(&[0x22, 0x11, 0x11]);
        for length in 0..whole.len() {
            assert_eq!(Frame::read(0xc0, &whole[..length]), None);
        }
        assert_eq!(Frame::read(0xc0, &[&whole[..], &[0]].concat()), None);
        for factors in [0x00, 0x01, 0x10, 0x51] {
            assert_eq!(Frame::read(0xc0, &frame(&[factors])), None);
        }
        assert_eq!(Frame::read(0xc4, &whole), None, "DHT");
    }
}
