//! The certificates and the time of a time stamp.
//!
//! Sources: RFC 3161, section 2.4.2, for the stamp; RFC 5652, section 5, for the signed message that
//! it stands in; RFC 5280, section 4, for certificates; ITU-T X.690 for their bytes.

use chrono::NaiveDateTime;

/// What a signed message starts with: its type, 1.2.840.113549.1.7.2, as an object identifier.
const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
/// Basic constraints, 2.5.29.19.
const BASIC_CONSTRAINTS: &[u8] = b"\x55\x1d\x13";

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const BOOLEAN: u8 = 0x01;
const OCTETS: u8 = 0x04;
const IDENTIFIER: u8 = 0x06;
const TIME: u8 = 0x18;
/// Elements that a structure numbers.
const NUMBERED_0: u8 = 0xa0;
const NUMBERED_3: u8 = 0xa3;

/// A time stamp, as far as its authority goes.
#[derive(Debug, PartialEq, Eq)]
pub struct Token<'a> {
    pub certificates: Vec<Certificate<'a>>,
    /// Since 1970.
    pub seconds: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certificate<'a> {
    pub bytes: &'a [u8],
    pub issuer: &'a [u8],
    pub subject: &'a [u8],
    /// Whether it may issue others.
    pub is_authority: bool,
}

impl<'a> Token<'a> {
    /// The time stamps in `store`, wherever they stand: their bytes are in one piece.
    pub fn all(store: &'a [u8]) -> impl Iterator<Item = Self> {
        let starts = store.windows(SIGNED_DATA.len()).enumerate();
        starts
            .filter(|(_, window)| *window == SIGNED_DATA)
            .filter_map(|(at, _)| {
                let message = store.get(at.checked_add(SIGNED_DATA.len())?..)?;
                Self::read(message)
            })
    }

    fn read(message: &'a [u8]) -> Option<Self> {
        let mut message = Elements(message).expect(NUMBERED_0)?;
        let mut data = message.expect(SEQUENCE)?;
        let _version = data.next()?;
        let _digests = data.expect(SET)?;
        let mut content = data.expect(SEQUENCE)?;
        let _kind = content.expect(IDENTIFIER)?;
        let mut stamp = content.expect(NUMBERED_0)?.expect(OCTETS)?;
        let seconds = stamp.expect(SEQUENCE)?.find_map(Element::seconds)?;
        let certificates = data.expect(NUMBERED_0)?;
        Some(Self {
            certificates: certificates.filter_map(Certificate::read).collect(),
            seconds,
        })
    }
}

impl<'a> Certificate<'a> {
    fn read(element: Element<'a>) -> Option<Self> {
        let mut signed = element.inside(SEQUENCE)?.expect(SEQUENCE)?.peekable();
        // Version 1 has no number.
        signed.next_if(|part| part.tag == NUMBERED_0);
        let _serial = signed.next()?;
        let _algorithm = signed.next()?;
        let issuer = signed.next()?.whole;
        let _validity = signed.next()?;
        let subject = signed.next()?.whole;
        let extensions = signed.find(|part| part.tag == NUMBERED_3);
        let is_authority = extensions
            .and_then(|extensions| extensions.inside(NUMBERED_3)?.expect(SEQUENCE))
            .is_some_and(|mut extensions| extensions.any(Element::makes_an_authority));
        Some(Self {
            bytes: element.whole,
            issuer,
            subject,
            is_authority,
        })
    }
}

/// An element of DER.
#[derive(Clone, Copy, Debug)]
struct Element<'a> {
    tag: u8,
    whole: &'a [u8],
    content: &'a [u8],
}

impl<'a> Element<'a> {
    fn inside(self, tag: u8) -> Option<Elements<'a>> {
        (self.tag == tag).then_some(Elements(self.content))
    }

    /// A time in UTC, such as `20260102030405Z`, with a fraction or without.
    fn seconds(self) -> Option<i64> {
        let text = std::str::from_utf8(self.content).ok()?;
        let time = text.strip_suffix('Z').filter(|_| self.tag == TIME)?;
        let time = NaiveDateTime::parse_from_str(time, "%Y%m%d%H%M%S%.f").ok()?;
        Some(time.and_utc().timestamp())
    }

    /// Whether an extension says that the certificate may issue others.
    fn makes_an_authority(self) -> bool {
        let constraints = || {
            let mut extension = self.inside(SEQUENCE)?;
            let kind = extension.next()?;
            if kind.content != BASIC_CONSTRAINTS {
                return None;
            }
            let mut value = extension.find(|part| part.tag == OCTETS)?.inside(OCTETS)?;
            value.expect(SEQUENCE)?.next()
        };
        constraints().is_some_and(|first| first.tag == BOOLEAN && first.content != [0])
    }
}

/// The elements that stand in some bytes, up to one that is cut or has a tag of several bytes.
struct Elements<'a>(&'a [u8]);

impl<'a> Elements<'a> {
    /// What is in the next element, which has this tag.
    fn expect(&mut self, tag: u8) -> Option<Elements<'a>> {
        self.next()?.inside(tag)
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        let (&[tag, first], rest) = self.0.split_first_chunk()?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            0x81..=0x84 => {
                let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                let join = |sum: usize, byte: &u8| sum.wrapping_shl(8) | usize::from(*byte);
                (length.iter().fold(0, join), rest)
            }
            _ => return None,
        };
        let (content, following) = rest.split_at_checked(length)?;
        let whole = self.0.get(..self.0.len().checked_sub(following.len())?)?;
        self.0 = following;
        Some(Element {
            tag,
            whole,
            content,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_and_without_a_fraction() {
        // `date -u -d 2026-01-02T03:04:05 +%s`
        for (text, seconds) in [
            (&b"\x18\x0f20260102030405Z"[..], Some(1_767_323_045)),
            (b"\x18\x1320260102030405.125Z", Some(1_767_323_045)),
            (b"\x18\x0e20260102030405", None),
            (b"\x18\x0f20261302030405Z", None),
            (b"\x17\x0f20260102030405Z", None),
        ] {
            let element = Elements(text).next().expect("an element");
            assert_eq!(element.seconds(), seconds, "{text:?}");
        }
    }

    #[test]
    fn elements_end_where_one_is_cut() {
        let lengths = |bytes: &[u8]| -> Vec<usize> {
            Elements(bytes).map(|element| element.whole.len()).collect()
        };
        assert_eq!(lengths(b"\x02\x01\x05\x04\x81\x02ab"), [3, 5]);
        assert_eq!(lengths(b"\x02\x01\x05\x04\x03ab"), [3]);
        assert_eq!(
            lengths(b"\x30\x80\0\0"),
            [0; 0],
            "a length that is not said"
        );
        assert_eq!(lengths(b"\x04\x84\xff\xff\xff\xff"), [0; 0]);
        assert_eq!(lengths(b""), [0; 0]);
    }

    #[test]
    fn what_only_looks_like_a_stamp_is_none() {
        let cut = [SIGNED_DATA, b"\xa0\x10\x30\x0e\x02\x01\x03"].concat();
        assert_eq!(Token::all(&cut).count(), 0);
        assert_eq!(Token::all(&SIGNED_DATA.repeat(100)).count(), 0);
    }
}
