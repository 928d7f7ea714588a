//! The small pictures that a store keeps.

use std::io::Cursor;

use image::ImageFormat;
use spectrafide_credentials::{Source, Thumbnail, Verified, verify_for_display};

use crate::support::*;
use spectrafide_provenance::credentials::ThumbnailPlace;

const MIME: &str = "image/png";

fn displayed(bytes: &[u8]) -> Verified {
    let source = Source {
        bytes,
        mime: MIME,
        sidecar: None,
    };
    verify_for_display(source, &trusting()).expect("credentials")
}

/// A file whose manifest keeps `thumbnail`, and has `ingredients`.
fn with_thumbnail(thumbnail: &[u8], ingredients: &[(&str, &[u8])]) -> Vec<u8> {
    let actions = if ingredients.is_empty() {
        created(WHOLE)
    } else {
        opened()
    };
    let mut builder = definition(MIME, &actions, ingredients);
    builder
        .set_thumbnail("image/jpeg", &mut Cursor::new(thumbnail))
        .expect("a thumbnail");
    let mut output = Cursor::new(Vec::new());
    builder
        .sign(
            &TestSigner::new(CERTIFICATE),
            MIME,
            &mut Cursor::new(picture(ImageFormat::Png)),
            &mut output,
        )
        .expect("a signed file");
    output.into_inner()
}

#[test]
fn the_small_pictures_of_a_chain_are_told_apart_by_where_they_stand() {
    let small = picture(ImageFormat::Jpeg);
    let earlier = with_thumbnail(&small, &[]);
    let other = [&small[..], b"\0"].concat();
    let found = displayed(&with_thumbnail(&other, &[("parentOf", &earlier)]));

    let [active, parent] = found.credentials.manifests.as_slice() else {
        panic!("{found:#?}");
    };
    let of = |manifest: &str, ingredient| {
        let mut all = found.thumbnails.iter();
        let manifest = manifest.to_owned();
        let place = ThumbnailPlace {
            manifest,
            ingredient,
        };
        let found = all.find(|one| one.place == place);
        found.map(|one: &Thumbnail| one.bytes.clone())
    };
    assert_eq!(of(&active.label, None), Some(other));
    assert_eq!(of(&parent.label, None), Some(small.clone()));
    // The library takes that of the earlier version for its ingredient, too.
    assert_eq!(of(&active.label, Some(0)), Some(small));
}

#[test]
fn a_small_picture_that_is_large_is_left_out() {
    let large = vec![7; 600 << 10];
    let found = displayed(&with_thumbnail(&large, &[]));
    assert!(found.credentials.answers.are_intact(), "{found:#?}");
    assert_eq!(found.thumbnails, []);
}

#[test]
fn a_store_without_small_pictures_has_none() {
    assert_eq!(displayed(&signed(&created(WHOLE), &[])).thumbnails, []);
}
