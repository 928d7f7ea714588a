//! IPTC Information Interchange Model: which program wrote the picture.
//!
//! Source: IIM 4.2, sections 1.5 and 6, <https://www.iptc.org/std/IIM/4.2/specification/IIMV4.2.pdf>.

use crate::bytes::Cursor;
use crate::finding::Field;

/// Names of the fields of record 2 that people know.
const NAMES: [(u8, &str); 12] = [
    (5, "Object Name"),
    (25, "Keywords"),
    (40, "Special Instructions"),
    (55, "Date Created"),
    (65, "Originating Program"),
    (70, "Program Version"),
    (80, "By-line"),
    (90, "City"),
    (105, "Headline"),
    (110, "Credit"),
    (116, "Copyright Notice"),
    (120, "Caption"),
];
/// Most fields that are kept.
const MAX_FIELDS: usize = 128;

/// The fields of record 2 that have a name.
pub(crate) fn read(records: &[u8]) -> Vec<Field> {
    let mut cursor = Cursor::new(records);
    let mut fields = Vec::new();
    while let Some((record, number, data)) = data_set(&mut cursor) {
        let name = NAMES
            .iter()
            .find(|(known, _)| record == 2 && *known == number);
        if let Some((_, name)) = name
            && fields.len() < MAX_FIELDS
        {
            fields.push(Field::new(*name, String::from_utf8_lossy(data)));
        }
    }
    fields
}

/// A marker, the record, the number and the length. Lengths of more than two bytes are not read.
fn data_set<'a>(cursor: &mut Cursor<'a>) -> Option<(u8, u8, &'a [u8])> {
    if cursor.u8()? != 0x1c {
        return None;
    }
    let (record, number) = (cursor.u8()?, cursor.u8()?);
    let length = cursor.u16_be().filter(|length| length & 0x8000 == 0)?;
    Some((record, number, cursor.take(usize::from(length))?))
}
