//! The quick look: its box, the offer after a long wait, and what a quick result says.

use crate::sample::{self, facts};
use leptos::prelude::*;
use leptos::task::tick;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlElement, HtmlInputElement};
use spectrafide::page::client::ClientEvent;
use spectrafide::protocol::{Choice, Event};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{FIRST, Page, ready};

fn box_of(page: &Page) -> HtmlInputElement {
    let found = page.find("quick-look").expect("a box");
    found.unchecked_into()
}

fn is_quick(page: &Page) -> bool {
    page.session.choice.with(Choice::is_quick)
}

#[wasm_bindgen_test]
async fn the_box_has_a_name_takes_focus_and_decides_how_pictures_are_looked_at() {
    let page = Page::open().await;
    assert!(
        page.find("quick-look").is_none(),
        "nothing to look with yet"
    );
    page.hear(&ready()).await;
    let quick = box_of(&page);
    let label = quick
        .closest("label")
        .expect("a selector")
        .expect("a label");
    assert!(
        label
            .text_content()
            .unwrap_or_default()
            .contains("Quick look")
    );
    assert!(quick.tab_index() == 0 && !quick.disabled());
    assert!(!quick.checked() && !is_quick(&page), "thorough by default");
    for expected in [true, false] {
        quick.unchecked_ref::<HtmlElement>().click();
        tick().await;
        assert_eq!((quick.checked(), is_quick(&page)), (expected, expected));
    }
}

#[wasm_bindgen_test]
async fn a_single_detector_can_look_quickly_too() {
    let page = Page::open().await;
    let detectors = vec![facts(FIRST, "General", Vec::new())];
    page.hear(&ClientEvent::Worker(Event::Ready { detectors }))
        .await;
    assert!(page.find("detector-choice").is_none());
    assert!(page.find("quick-look").is_some());
}

#[wasm_bindgen_test]
async fn the_choice_outlives_another_choice_of_detector() {
    let page = Page::open().await;
    page.hear(&ready()).await;
    box_of(&page).unchecked_ref::<HtmlElement>().click();
    let first = Some(FIRST.to_owned());
    page.session.choice.update(|choice| choice.choose(first));
    tick().await;
    assert!(box_of(&page).checked() && is_quick(&page));
}

#[wasm_bindgen_test]
async fn after_a_long_wait_the_quick_look_is_offered_and_taken_with_one_press() {
    let page = Page::with(sample::slow()).await;
    page.hear(&ready()).await;
    let offer = page.text("quick-look-offer");
    assert!(offer.contains("4.2 s") && offer.contains("slow"), "{offer}");
    page.press("Use the quick look").await;
    assert!(is_quick(&page) && box_of(&page).checked());
    let told = page.text("quick-look-offer");
    assert!(
        told.contains("From now on") && !told.contains("4.2 s"),
        "{told}"
    );
}

#[wasm_bindgen_test]
async fn the_wait_changes_nothing_of_the_verdict() {
    let [fast, slow] = [
        Page::with(sample::synthetic()).await,
        Page::with(sample::slow()).await,
    ];
    fast.hear(&ready()).await;
    slow.hear(&ready()).await;
    assert!(fast.find("quick-look-offer").is_none());
    let verdict = |page: &Page| {
        let panel = page.select(".verdict").into_iter().next();
        panel
            .and_then(|panel| panel.text_content())
            .expect("a verdict")
    };
    assert_eq!(verdict(&fast), verdict(&slow));
}

#[wasm_bindgen_test]
async fn two_detectors_get_one_offer() {
    let page = Page::comparing(sample::slow(), sample::slow()).await;
    assert_eq!(page.all("quick-look-offer").len(), 1);
}

#[wasm_bindgen_test]
async fn a_quick_result_says_that_it_is_one() {
    let page = Page::with(sample::quick()).await;
    page.hear(&ready()).await;
    let reasons = page.select(".verdict__reasons");
    let reasons = reasons[0].text_content().unwrap_or_default();
    assert!(reasons.contains("A quick look: 1 of 4 parts"), "{reasons}");
    assert!(page.find("quick-look-offer").is_none());
}
