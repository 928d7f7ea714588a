//! The worker's device and troubles, and the pictures that wait for it.

use leptos::prelude::*;
use leptos::task::tick;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use spectrafide::page::client::{ClientEvent, StopCause};
use spectrafide::protocol::{DeviceReport, Event, Step};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::Page;
use crate::sample;

#[wasm_bindgen_test]
async fn the_device_is_named_as_soon_as_it_is_known() {
    let page = Page::open().await;
    assert!(page.find("device").is_none());
    assert!(page.find("progress").is_some());
    let (name, reason) = (
        "cpu".to_owned(),
        "this browser offers no WebGPU here".to_owned(),
    );
    page.hear(&ClientEvent::Worker(Event::Device(DeviceReport {
        name,
        reason,
        is_imitated: false,
    })))
    .await;
    assert!(
        page.text("device")
            .contains("CPU: this browser offers no WebGPU here")
    );
}

#[wasm_bindgen_test]
async fn a_worker_that_does_not_start_is_an_error_with_a_way_out() {
    let page = Page::open().await;
    page.hear(&ClientEvent::Stopped {
        id: None,
        cause: StopCause::Stalled,
    })
    .await;
    page.hear(&ClientEvent::Broken("It did not answer.".to_owned()))
        .await;
    assert!(page.text("error").contains("did not answer"));
    page.press("Start again").await;
    assert!(page.find("error").is_none());
}

#[wasm_bindgen_test]
async fn the_queue_shows_every_picture_and_its_state() {
    let page = Page::open().await;
    let first = page.add("one.png");
    page.add("two.png");
    page.session.queue.update(|queue| {
        queue.start_next();
        queue.progress(first, Step::Infer);
    });
    tick().await;
    let states: Vec<_> = page
        .all("queue-item")
        .iter()
        .filter_map(|item| item.get_attribute("data-state"))
        .collect();
    assert_eq!(states, ["running", "waiting"]);

    page.press("two.png").await;
    let shown = page
        .session
        .queue
        .with(|queue| queue.selected().map(|item| item.name.clone()));
    assert_eq!(shown.as_deref(), Some("two.png"));
}

#[wasm_bindgen_test]
async fn a_long_list_can_be_filtered_and_sorted() {
    let page = Page::open().await;
    for number in 0..6 {
        page.add(&format!("{number}.png"));
    }
    tick().await;
    page.session.queue.update(|queue| {
        let ids: Vec<_> = queue.items().iter().map(|item| item.id).collect();
        queue.finish(ids[1], sample::real(), None);
        queue.finish(ids[4], sample::synthetic(), None);
    });
    tick().await;
    let names = || -> Vec<String> { page.texts("queue-item") };
    assert_eq!(names().len(), 6);
    let options = page.text("queue-kind");
    assert!(
        options.contains("All (6)") && options.contains("Not judged yet (4)"),
        "{options}"
    );
    let by_score = page.find("queue-by-score").expect("a box");
    by_score.unchecked_into::<HtmlElement>().click();
    tick().await;
    let sorted = names();
    assert!(
        sorted[0].starts_with("4.png") && sorted[1].starts_with("1.png"),
        "{sorted:?}"
    );
    let removed = page.session.queue.with(|queue| queue.items()[0].id);
    page.session.queue.update(|queue| {
        queue.remove(removed);
    });
    tick().await;
    assert!(page.find("queue-kind").is_none(), "five need no filter");
    assert!(
        names()[0].starts_with("1.png"),
        "nor any order but their own"
    );
}
