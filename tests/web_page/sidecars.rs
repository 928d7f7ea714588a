//! Manifest stores that lie beside pictures.

use crate::page::Page;
use crate::sample;
use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use leptos::task::tick;
use leptos::web_sys::File;
use spectrafide::browser::files::PickedFile;
use spectrafide_provenance::credentials::{Answer, Answers, Credentials, Issuer};
use spectrafide_provenance::finding::Provenance;
use spectrafide_provenance::sidecar::Said;
use wasm_bindgen_test::wasm_bindgen_test;

fn file(name: &str) -> PickedFile {
    let parts = Array::of1(&Uint8Array::new_with_length(3));
    let file = File::new_with_u8_array_sequence(&parts, name);
    file.expect("a file").into()
}

/// Which sidecar lies beside each picture.
fn beside(page: &Page) -> Vec<(String, Option<String>)> {
    page.session.queue.with_untracked(|queue| {
        let items = queue.items().iter();
        let pair = |item: &spectrafide::page::state::Item| {
            let sidecar = item.sidecar.as_ref().map(|sidecar| sidecar.name.clone());
            (item.name.clone(), sidecar)
        };
        items.map(pair).collect()
    })
}

async fn add(page: &Page, names: &[&str]) {
    let files = names.iter().map(|name| file(name)).collect();
    page.session.add(files);
    tick().await;
}

fn pair(picture: &str, sidecar: Option<&str>) -> (String, Option<String>) {
    (picture.to_owned(), sidecar.map(str::to_owned))
}

#[wasm_bindgen_test]
async fn a_sidecar_goes_with_its_picture_and_not_into_the_list() {
    let page = Page::open().await;
    add(&page, &["photo.c2pa", "photo.jpg", "other.png"]).await;
    let expected = [
        pair("photo.jpg", Some("photo.c2pa")),
        pair("other.png", None),
    ];
    assert_eq!(beside(&page), expected);
    assert!(page.text("beside").contains("photo.c2pa"));
    page.press("Read without it").await;
    assert_eq!(beside(&page)[0], pair("photo.jpg", None));
    assert!(page.text("spare-sidecar").contains("photo.c2pa"));
}

#[wasm_bindgen_test]
async fn a_sidecar_without_a_picture_says_so_and_waits_for_one() {
    let page = Page::open().await;
    add(&page, &["photo.c2pa"]).await;
    assert!(page.text("spare-sidecar").contains("not clear for which"));
    assert!(page.all("queue-item").is_empty());
    add(&page, &["one.jpg", "photo.jpg"]).await;
    assert!(page.find("spare-sidecar").is_none());
    assert_eq!(beside(&page)[1], pair("photo.jpg", Some("photo.c2pa")));
}

#[wasm_bindgen_test]
async fn a_person_can_say_for_which_picture_a_sidecar_is() {
    let page = Page::open().await;
    add(&page, &["one.jpg", "two.jpg", "x.c2pa", "y.c2pa"]).await;
    assert_eq!(page.all("spare-sidecar").len(), 2);
    page.press("Use for one.jpg").await;
    assert_eq!(beside(&page)[0], pair("one.jpg", Some("x.c2pa")));
    page.press("Use for one.jpg").await;
    assert_eq!(beside(&page)[0], pair("one.jpg", Some("y.c2pa")));
    assert!(page.text("spare-sidecar").contains("x.c2pa"), "it is kept");
}

#[wasm_bindgen_test]
async fn a_sidecar_that_does_not_fit_is_not_called_a_change_of_the_picture() {
    let credentials = Credentials {
        answers: Answers {
            hash: Answer::Bad,
            signature: Answer::Good,
            issuer: Issuer::Unlisted,
            time: Answer::Unknown,
            because: vec![spectrafide_provenance::credentials::Cause {
                question: spectrafide_provenance::credentials::Question::Hash,
                status: "assertion.dataHash.mismatch".to_owned(),
                outcome: spectrafide_provenance::credentials::Outcome::Failure,
                explanation: None,
                earlier: false,
            }],
        },
        ..Credentials::default()
    };
    let finding = Said::of("photo.c2pa", 3, credentials).finding;
    let mut analysis = sample::real();
    analysis.report.provenance = Some(Provenance {
        findings: vec![finding],
    });
    let page = Page::with(analysis).await;
    let headline = page.text("credentials-headline");
    assert!(
        headline.starts_with("photo.c2pa does not fit this picture"),
        "{headline}"
    );
}
