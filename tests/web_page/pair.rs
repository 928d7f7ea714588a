//! A thorough detector that is on its way, and the quick one that judges until then.

use crate::sample;
use leptos::prelude::*;
use leptos::task::tick;
use spectrafide::page::client::ClientEvent;
use spectrafide::page::pair::{Preference, Progress};
use spectrafide::protocol::{Event, RequestId};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, ready};

/// A page that knows the pair, whose thorough detector is in this state.
async fn with_pair(progress: Progress) -> Page {
    let page = Page::open().await;
    let detectors = sample::pair_facts(30_000_000, false).to_vec();
    page.hear(&ClientEvent::Worker(Event::Ready { detectors }))
        .await;
    set(&page, progress).await;
    page
}

async fn set(page: &Page, progress: Progress) {
    page.session.engine.update(|engine| {
        let pair = engine.pair.as_mut().expect("a pair");
        pair.progress = progress;
    });
    tick().await;
}

/// Shows what the quick detector says of a picture whose review is due.
async fn judge_quickly(page: &Page) -> RequestId {
    let id = page.add("a.png");
    page.session.queue.update(|queue| {
        queue.start_next();
        queue.finish(id, sample::by(sample::QUICK, sample::real()), None);
        queue.expect_review(id);
    });
    tick().await;
    id
}

fn state(page: &Page) -> Option<String> {
    page.find("thorough")?.get_attribute("data-state")
}

#[wasm_bindgen_test]
async fn without_a_pair_nothing_is_said_about_one() {
    let page = Page::with(sample::synthetic()).await;
    page.hear(&ready()).await;
    assert!(page.find("thorough").is_none() && page.find("judged-by").is_none());
    assert!(page.find("quick-look").is_some());
}

#[wasm_bindgen_test]
async fn a_download_has_a_labelled_bar_and_a_button_that_stops_it_for_good() {
    let page = with_pair(Progress::Fetching {
        done_bytes: 7_500_000,
    })
    .await;
    assert_eq!(state(&page).as_deref(), Some("coming"));
    let bar = page.find("thorough-progress").expect("a bar");
    assert_eq!(bar.tag_name(), "PROGRESS");
    assert_eq!(bar.get_attribute("value").as_deref(), Some("0.25"));
    let label = bar.get_attribute("aria-labelledby").expect("a label");
    let label = page.select(&format!("#{label}"));
    let label = label[0].text_content().unwrap_or_default();
    assert!(label.contains("7.5 of 30.0 MB"), "{label}");

    page.press("Stop the download").await;
    assert_eq!(state(&page).as_deref(), Some("declined"));
    assert!(page.text("thorough").contains("(30 MB)"));
    let preference = || {
        let pair = page.session.engine.with(|engine| engine.pair.clone());
        pair.map(|pair| pair.surroundings.preference)
    };
    assert_eq!(preference(), Some(Preference::Quick));
    page.press("Load the thorough one").await;
    assert_eq!(preference(), Some(Preference::Thorough));
    page.session.prefer(Preference::Undecided);
}

#[wasm_bindgen_test]
async fn what_is_read_out_changes_with_the_state_and_not_with_every_byte() {
    let page = with_pair(Progress::Fetching { done_bytes: 0 }).await;
    let read_out = || {
        let status = page.select(".status [role=status]");
        status[0].text_content().unwrap_or_default()
    };
    let before = read_out();
    assert!(before.contains("Loading the thorough detector"), "{before}");
    set(
        &page,
        Progress::Fetching {
            done_bytes: 9_000_000,
        },
    )
    .await;
    assert_eq!(read_out(), before);
    set(&page, Progress::Ready).await;
    assert!(read_out().contains("The thorough detector judges"));
    assert!(page.find("thorough").is_none());
}

#[wasm_bindgen_test]
async fn the_thorough_verdict_takes_the_place_of_the_quick_one_and_says_what_changed() {
    let page = with_pair(Progress::Fetching { done_bytes: 0 }).await;
    let id = judge_quickly(&page).await;
    let line = page.text("judged-by");
    assert!(line.contains("quick detector") && line.contains("will judge"));

    set(&page, Progress::Ready).await;
    page.session.queue.update(|queue| {
        queue.start_review();
    });
    tick().await;
    assert!(page.text("judged-by").contains("is judging it now"));
    let thorough = sample::by(sample::THOROUGH, sample::synthetic());
    page.session
        .queue
        .update(|queue| queue.finish(id, thorough, None));
    tick().await;
    assert_eq!(page.texts("verdict"), ["This looks like it was made by AI"]);
    let line = page.text("judged-by");
    assert!(
        line.contains("The quick detector had said: looks like a photo."),
        "{line}"
    );
    let announced = page.select(".result > [role=status]");
    let announced = announced[0].text_content().unwrap_or_default();
    assert!(announced.contains("thorough detector"), "{announced}");
}

#[wasm_bindgen_test]
async fn a_failure_leaves_the_verdict_says_why_and_offers_another_try() {
    let page = with_pair(Progress::Failed("The download did not succeed.".to_owned())).await;
    let id = judge_quickly(&page).await;
    assert_eq!(state(&page).as_deref(), Some("failed"));
    assert!(page.text("thorough").contains("did not succeed"));
    assert_eq!(page.text("verdict"), "This looks like a photograph");

    page.session.queue.update(|queue| {
        queue.start_review();
        queue.fail(id, "It was stopped.".to_owned());
    });
    tick().await;
    assert_eq!(page.text("verdict"), "This looks like a photograph");
    let line = page.text("judged-by");
    assert!(line.contains("It was stopped.") && line.contains("Try again"));
}

#[wasm_bindgen_test]
async fn after_a_long_wait_the_quick_detector_is_offered_and_not_the_quick_look() {
    let page = with_pair(Progress::Ready).await;
    assert!(page.find("quick-look").is_none());
    page.show(sample::by(sample::THOROUGH, sample::slow()), None)
        .await;
    assert!(page.text("quick-look-offer").contains("4.2 s"));
    page.press("Use the quick detector").await;
    assert_eq!(state(&page).as_deref(), Some("declined"));
    assert!(page.text("thorough").contains("Use the thorough one"));
    page.session.prefer(Preference::Undecided);
}
