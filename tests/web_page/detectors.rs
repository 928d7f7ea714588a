//! The list of detectors, and two of them compared.

use crate::sample;
use leptos::prelude::*;
use leptos::task::tick;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};
use spectrafide::page::state::Queue;
use spectrafide_report::report::Report;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{FIRST, Page, SECOND, ready};

#[wasm_bindgen_test]
async fn every_detector_is_listed_with_size_purpose_and_figures() {
    let page = Page::open().await;
    assert!(page.find("catalogue").is_none());
    page.hear(&ready()).await;
    let texts = page.texts("detector");
    assert_eq!(texts.len(), 2);
    for part in [
        "General is for testing",
        "1.2 MB",
        "16 to 64 pixels a side",
        "40000 real and 40000 synthetic pictures (CIFAKE)",
        "97.6 %",
        "familiar sources",
    ] {
        assert!(texts[0].contains(part), "{part}: {}", texts[0]);
    }
    assert!(texts[0].contains("not been measured on sources"));
    for part in ["54.5 %", "(44.5 to 62.9)", "472", "has not seen"] {
        assert!(texts[1].contains(part), "{part}: {}", texts[1]);
    }
}

#[wasm_bindgen_test]
async fn the_second_list_offers_every_detector_but_the_first_one() {
    let page = Page::open().await;
    page.hear(&ready()).await;
    let offered = || {
        let options = page.select("#compare-with option");
        let value = |option: &Element| option.get_attribute("value");
        options.iter().filter_map(value).collect::<Vec<_>>()
    };
    assert_eq!(offered(), ["", FIRST, SECOND]);
    let first = Some(FIRST.to_owned());
    page.session.choice.update(|choice| choice.choose(first));
    tick().await;
    assert_eq!(offered(), ["", SECOND]);
}

#[wasm_bindgen_test]
async fn two_detectors_that_disagree_are_shown_side_by_side_and_said_to() {
    let page = Page::comparing(sample::synthetic(), sample::real()).await;
    let agreement = page.find("agreement").expect("a summary");
    let name = agreement.get_attribute("data-agreement");
    assert_eq!(name.as_deref(), Some("disagree"));
    assert!(page.text("agreement").contains("The detectors disagree"));
    assert_eq!(
        page.texts("verdict"),
        [
            "This looks like it was made by AI",
            "This looks like a photograph"
        ]
    );
    assert_eq!(page.texts("score"), ["Score 93 of 100", "Score 8 of 100"]);
    assert_eq!(page.texts("time").len(), 2);
    assert!(page.whole_text().contains("Second detector: Thumbnails"));
    // What a screen reader announces.
    let announced = page.select(".result > [role=status]");
    let announced = announced[0].text_content().unwrap_or_default();
    assert!(announced.contains("disagree"), "{announced}");
}

#[wasm_bindgen_test]
async fn the_details_are_of_the_detector_that_is_asked_for() {
    let page = Page::comparing(sample::synthetic(), sample::real()).await;
    let detector = || {
        let report: Report = serde_json::from_str(&page.text("report-json")).expect("a report");
        report.detector
    };
    assert_eq!(detector(), FIRST);
    let radios = page.select("[data-testid=whose] input[type=radio]");
    let [_, second] = radios.as_slice() else {
        panic!("there are {} choices", radios.len());
    };
    second.clone().unchecked_into::<HtmlElement>().click();
    tick().await;
    assert_eq!(detector(), SECOND);
}

#[wasm_bindgen_test]
async fn a_detector_out_of_its_scope_is_told_from_one_that_cannot_tell() {
    let page = Page::comparing(sample::real(), sample::cannot_tell()).await;
    assert!(
        page.text("agreement")
            .contains("Only one detector has an answer")
    );
    assert_eq!(page.all("scope-note").len(), 1);
    let alone = Page::with(sample::cannot_tell()).await;
    assert!(alone.find("scope-note").is_none());
    assert!(alone.find("agreement").is_none());
}

#[wasm_bindgen_test]
async fn a_second_detector_that_fails_leaves_the_first_verdict_and_says_why() {
    let page = Page::comparing(sample::real(), sample::failed()).await;
    assert_eq!(page.text("verdict"), "This looks like a photograph");
    assert!(page.text("side-error").contains("not a picture"));
    assert!(page.find("whose").is_none());
}

#[wasm_bindgen_test]
async fn a_picture_that_was_judged_by_one_can_be_compared_afterwards() {
    let page = Page::with(sample::real()).await;
    page.hear(&ready()).await;
    assert!(page.find("compare-offer").is_none());
    let choose = |id: &str| {
        let id = Some(id.to_owned());
        page.session
            .choice
            .update(|choice| choice.compare_with = id);
    };
    choose(FIRST);
    tick().await;
    assert!(page.text("compare-offer").contains("nothing to compare"));
    choose(SECOND);
    tick().await;
    page.press("Compare with “Thumbnails”").await;
    assert_eq!(page.session.queue.with(Queue::settled), 0);
}
