//! The panel of classic views, without a worker.

use crate::page::Page;
use crate::sample;
use leptos::prelude::*;
use leptos::task::tick;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::{Event, HtmlElement, HtmlInputElement, HtmlSelectElement};
use spectrafide::browser::message::buffer_of_bytes;
use spectrafide::page::views::{ViewState, Views};
use spectrafide::protocol::{RequestId, ViewHeader, ViewOrder};
use spectrafide_views::{Area, View};
use wasm_bindgen_test::wasm_bindgen_test;

/// The page with an open panel, and the order that it made.
async fn opened() -> (Page, ViewOrder) {
    let page = Page::with(sample::synthetic()).await;
    assert!(page.find("view-choice").is_none(), "folded");
    let summary = page.select("[data-testid=views] > summary").remove(0);
    summary.unchecked_into::<HtmlElement>().click();
    // The browser tells of an opened panel in a task of its own.
    turns().await;
    let order = waiting(&page);
    (page, order)
}

fn waiting(page: &Page) -> ViewOrder {
    let order = page.session.views.with_untracked(Views::waiting);
    order.expect("an order")
}

/// Two turns of the event loop.
async fn turns() {
    for _ in 0..2 {
        let turn = js_sys::Promise::new(&mut |resolve, _| {
            leptos::web_sys::window()
                .expect("a window")
                .set_timeout_with_callback(&resolve)
                .expect("a timer");
        });
        wasm_bindgen_futures::JsFuture::from(turn)
            .await
            .expect("a turn");
    }
    tick().await;
}

fn header(cell_px: Option<u32>) -> ViewHeader {
    ViewHeader {
        width: 2,
        height: 1,
        picture_px: (64, 32),
        area: Area::whole((64, 32)),
        cell_px,
        facts: vec!["The copy differs by 1.50 levels.".to_owned()],
    }
}

async fn show(page: &Page, order: ViewOrder, cell_px: Option<u32>) {
    let pixels = buffer_of_bytes(&[255, 0, 0, 255, 0, 0, 255, 255]);
    let done = ViewState::Done(header(cell_px));
    page.session.show_view(order.number, done, Some(pixels));
    tick().await;
}

async fn press(page: &Page, key: &str) -> bool {
    // By hand, because no other code makes such events.
    let dispatch = js_sys::Function::new_with_args(
        "target, key",
        "const kind = { key, bubbles: true, cancelable: true };
         return target.dispatchEvent(new KeyboardEvent('keydown', kind));",
    );
    let viewer = page.find("viewer").expect("a viewer");
    let passed = dispatch.call2(&JsValue::NULL, &viewer, &key.into());
    tick().await;
    passed.expect("dispatched").is_truthy()
}

fn transform(page: &Page) -> String {
    let layer = page.select(".viewer__clip .viewer__layer").remove(0);
    let layer = layer.unchecked_into::<HtmlElement>();
    layer
        .style()
        .get_property_value("transform")
        .unwrap_or_default()
}

#[wasm_bindgen_test]
async fn an_opened_panel_asks_for_the_first_view_and_says_what_it_is_worth() {
    let (page, order) = opened().await;
    assert_eq!((order.id, order.view), (RequestId(0), View::all()[0]));
    let words = page.text("view-words");
    let expected = order.view.english();
    assert!(words.contains(expected.untouched) && words.contains(expected.worthless));
    assert!(page.text("view-state").contains("Waiting"));
    page.session
        .show_view(order.number, ViewState::Running(0.5), None);
    tick().await;
    assert_eq!(page.text("view-state"), "Computing… 50 %");
    show(&page, order, Some(32)).await;
    assert_eq!(page.text("view-facts"), "The copy differs by 1.50 levels.");
    let canvas = page.find("view").expect("a view");
    assert_eq!(canvas.get_attribute("width").as_deref(), Some("2"));
    assert_eq!(page.text("view-state"), "");
}

#[wasm_bindgen_test]
async fn a_parameter_asks_for_the_view_anew() {
    let (page, _) = opened().await;
    let slider = page.find("view-quality").expect("a slider");
    let slider = slider.unchecked_into::<HtmlInputElement>();
    slider.set_value("75");
    let change = Event::new("change").expect("an event");
    slider.dispatch_event(&change).expect("dispatched");
    tick().await;
    let view = waiting(&page).view;
    assert_eq!(Some(view), View::all()[0].with("quality", 75));
    let choice = page.find("view-choice").expect("a list");
    let choice = choice.unchecked_into::<HtmlSelectElement>();
    choice.set_value("bit_plane");
    let change = Event::new("change").expect("an event");
    choice.dispatch_event(&change).expect("dispatched");
    tick().await;
    assert_eq!(waiting(&page).view.code(), "bit_plane");
    assert!(page.find("view-quality").is_none() && page.find("view-bit").is_some());
    // Every control has a name.
    for control in page.select("[data-testid=views] input, [data-testid=views] select") {
        let label = page.select(&format!("label[for={}]", control.id()));
        assert_eq!(label.len(), 1, "{}", control.id());
    }
}

#[wasm_bindgen_test]
async fn view_and_picture_are_zoomed_and_divided_together() {
    let (page, order) = opened().await;
    show(&page, order, Some(32)).await;
    let whole = transform(&page);
    assert!(press(&page, "ArrowLeft").await, "unzoomed the page scrolls");
    assert!(!press(&page, "+").await);
    let near = transform(&page);
    assert_ne!(near, whole);
    let picture = page.select(".viewer__picture").remove(0);
    let picture = picture.unchecked_into::<HtmlElement>();
    let moved = picture.style().get_property_value("transform");
    assert_eq!(moved.unwrap_or_default(), near);
    press(&page, "ArrowLeft").await;
    assert_ne!(transform(&page), near);
    press(&page, "0").await;
    assert_eq!(transform(&page), whole);
    page.press("Zoom in").await;
    assert_eq!(transform(&page), near);

    let divider = page.find("view-divider").expect("a divider");
    let divider = divider.unchecked_into::<HtmlInputElement>();
    divider.set_value("40");
    let input = Event::new("input").expect("an event");
    divider.dispatch_event(&input).expect("dispatched");
    tick().await;
    let clip = page.select(".viewer__clip").remove(0);
    let style = clip.get_attribute("style").unwrap_or_default();
    assert!(style.contains("40"), "{style}");
}

#[wasm_bindgen_test]
async fn a_chart_has_no_original_and_a_failure_has_its_reason() {
    let (page, order) = opened().await;
    show(&page, order, None).await;
    assert!(page.find("view").is_some());
    assert!(page.find("view-divider").is_none() && page.select(".viewer__picture").is_empty());
    let failed = ViewState::Failed("The picture is too small for this view.".to_owned());
    page.session.show_view(order.number, failed, None);
    tick().await;
    assert!(page.find("view").is_none());
    assert!(page.text("view-state").contains("too small"));
}
