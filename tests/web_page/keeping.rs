//! Results to be kept, and dossiers that were brought back.

use leptos::prelude::*;
use leptos::task::tick;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::Page;
use crate::sample;

#[wasm_bindgen_test]
async fn results_can_be_kept_as_soon_as_there_are_some() {
    let page = Page::open().await;
    page.add("waiting.png");
    tick().await;
    assert!(page.find("export-html").is_none());
    page.show(sample::real(), None).await;
    for end in ["html", "jsonl", "csv"] {
        assert!(page.find(&format!("export-{end}")).is_some(), "{end}");
    }
}

#[wasm_bindgen_test]
async fn what_fits_and_what_does_not_look_different_and_can_be_closed() {
    let page = Page::open().await;
    page.session.filed.update(|filed| {
        let fits = Ok(vec!["It fits.".to_owned()]);
        filed.checked.push(("a.html".to_owned(), fits));
        let changed = Err("Entry 2 was changed.".to_owned());
        filed.checked.push(("b.html".to_owned(), changed));
    });
    tick().await;
    let said = page.texts("checked-dossier");
    assert!(
        said[0].contains("a.html") && said[0].contains("It fits."),
        "{said:?}"
    );
    assert!(said[1].contains("Entry 2 was changed."), "{said:?}");
    assert_eq!(page.select(".notice--error").len(), 1);
    page.press("Close").await;
    assert!(page.find("checked-dossier").is_none());
}
