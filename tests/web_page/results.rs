//! What the page says of a picture.

use crate::sample;
use leptos::prelude::*;
use spectrafide::page::state::Queue;
use spectrafide_report::report::Report;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::Page;

#[wasm_bindgen_test]
async fn an_empty_page_asks_for_a_picture_and_promises_privacy() {
    let page = Page::open().await;
    assert!(page.find("drop-zone").is_some());
    let input = page.find("file-input").expect("a file input");
    assert!(input.has_attribute("multiple"));
    assert_eq!(
        input.get_attribute("accept").as_deref(),
        Some("image/*,.c2pa,.html,.jsonl")
    );
    assert!(page.whole_text().contains("never leave this device"));
    assert!(page.find("verdict").is_none());
}

#[wasm_bindgen_test]
async fn a_synthetic_picture_gets_verdict_score_maps_and_numbers() {
    let page = Page::with(sample::synthetic()).await;
    assert_eq!(page.text("verdict"), "This looks like it was made by AI");
    assert_eq!(page.text("score"), "Score 93 of 100");
    assert!(
        page.whole_text()
            .contains("Of 100 real photographs, about 2 would be flagged")
    );
    assert!(
        page.find("heatmap")
            .is_some_and(|canvas| canvas.tag_name() == "CANVAS")
    );
    assert!(
        page.find("spectrum")
            .is_some_and(|canvas| canvas.tag_name() == "CANVAS")
    );
    let report: Report = serde_json::from_str(&page.text("report-json")).expect("a report");
    assert_eq!(report, sample::synthetic().report);
}

#[wasm_bindgen_test]
async fn a_real_picture_is_called_a_photograph() {
    let page = Page::with(sample::real()).await;
    assert_eq!(page.text("verdict"), "This looks like a photograph");
    assert!(
        page.find("queue-item")
            .is_some_and(|item| { item.get_attribute("data-state").as_deref() == Some("done") })
    );
}

#[wasm_bindgen_test]
async fn a_picture_out_of_scope_gets_its_reason_and_no_score() {
    let page = Page::with(sample::cannot_tell()).await;
    assert_eq!(page.text("verdict"), "We can’t judge this picture");
    assert!(page.text("in-short").contains("nearly one flat colour"));
    assert_eq!(page.text("score"), "No score");
    assert!(page.whole_text().contains("nearly one flat colour"));
    assert!(page.find("heatmap").is_none());
}

#[wasm_bindgen_test]
async fn a_second_look_and_the_way_of_the_picture_are_told() {
    let page = Page::with(sample::synthetic()).await;
    assert!(page.find("second-look").is_none() && page.find("delivery").is_none());
    let page = Page::with(sample::taken_back()).await;
    assert_eq!(page.text("verdict"), "We can’t tell from the pixels");
    assert_eq!(page.text("score"), "Score 93 of 100");
    let told = page.text("second-look");
    assert!(
        told.contains("opposite verdict") && told.contains("61 of 100"),
        "{told}"
    );
    assert!(page.text("delivery").contains("compressed strongly"));
}

#[wasm_bindgen_test]
async fn two_paths_are_told_apart() {
    let page = Page::with(sample::synthetic()).await;
    assert!(page.find("paths").is_none());
    let page = Page::with(sample::two_paths()).await;
    assert_eq!(page.text("score"), "Score 93 of 100");
    let told = page.text("paths");
    let [image, spectrum] = ["Score 88 of 100", "Score 34 of 100"].map(|score| told.find(score));
    assert!(image.is_some() && image < spectrum, "{told}");
}

#[wasm_bindgen_test]
async fn a_failure_says_why_and_can_be_tried_again() {
    let page = Page::with(sample::failed()).await;
    assert!(page.text("error").contains("not a picture"));
    assert!(page.find("verdict").is_none());
    page.press("Try again").await;
    assert!(page.find("error").is_none());
    assert_eq!(page.session.queue.with(Queue::settled), 0);
}
