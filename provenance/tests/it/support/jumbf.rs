//! A C2PA manifest store: ISO/IEC 19566-5 and C2PA specification 2.2, sections 8, 10 and 11.

use ciborium::Value;

use super::bmff_box;

/// What stands behind the first four letters of every type of C2PA's boxes.
const TYPE_SUFFIX: &[u8] = b"\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71";

/// A super-box: a description with a label, then its contents.
pub fn super_box(kind: &[u8], label: &str, contents: &[Vec<u8>]) -> Vec<u8> {
    // Requestable, with a label.
    let toggles = [3];
    let description = bmff_box(
        b"jumd",
        &[kind, TYPE_SUFFIX, &toggles, label.as_bytes(), b"\0"],
    );
    bmff_box(b"jumb", &[&description, &contents.concat()])
}

/// A map of texts.
pub fn map(entries: &[(&str, Value)]) -> Value {
    let entries = entries
        .iter()
        .map(|(key, value)| (Value::from(*key), value.clone()));
    Value::Map(entries.collect())
}

fn cbor_box(value: &Value) -> Vec<u8> {
    let mut data = Vec::new();
    ciborium::into_writer(value, &mut data).expect("writing to memory");
    bmff_box(b"cbor", &[&data])
}

/// An assertion in CBOR.
pub fn assertion(label: &str, value: &Value) -> Vec<u8> {
    super_box(b"cbor", label, &[cbor_box(value)])
}

/// The assertion with one action.
pub fn action(action: &str, software: &str, source: &str) -> Vec<u8> {
    let address = format!("http://cv.iptc.org/newscodes/digitalsourcetype/{source}");
    let action = map(&[
        ("action", action.into()),
        ("softwareAgent", map(&[("name", software.into())])),
        ("digitalSourceType", address.into()),
    ]);
    assertion(
        "c2pa.actions.v2",
        &map(&[("actions", Value::Array(vec![action]))]),
    )
}

/// A manifest with its assertions.
pub fn manifest(label: &str, generator: &str, assertions: &[Vec<u8>]) -> Vec<u8> {
    let info = map(&[("name", generator.into()), ("version", "1.2".into())]);
    let claim = map(&[
        ("claim_generator_info", info),
        ("dc:title", "A picture".into()),
    ]);
    super_box(
        b"c2ma",
        label,
        &[
            super_box(b"c2as", "c2pa.assertions", assertions),
            super_box(b"c2cl", "c2pa.claim.v2", &[cbor_box(&claim)]),
        ],
    )
}

/// A manifest store.
pub fn store(manifests: &[Vec<u8>]) -> Vec<u8> {
    super_box(b"c2pa", "c2pa", manifests)
}

/// The store in APP11 segments of at most `part_bytes`: a header of the segment's own, and in each
/// the header of the box again (ISO/IEC 19566-5, annex D).
pub fn segments(store: &[u8], part_bytes: usize) -> Vec<Vec<u8>> {
    let (header, rest) = store.split_at(8);
    let part = |(index, part): (usize, &[u8])| {
        let sequence = (index as u32 + 1).to_be_bytes();
        super::segment(
            0xeb,
            &[b"JP", &1_u16.to_be_bytes(), &sequence, header, part],
        )
    };
    rest.chunks(part_bytes).enumerate().map(part).collect()
}
