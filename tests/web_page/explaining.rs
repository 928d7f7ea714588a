//! What lies over the picture, and what is said of it.

use std::sync::Arc;

use crate::sample;
use leptos::prelude::*;
use leptos::task::tick;
use spectrafide::page::explanations::{Explained, Outcome};
use spectrafide::protocol::{Found, Way};
use spectrafide_report::{Maps, Method, Worth};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::Page;

fn done(share: f32) -> Outcome {
    Outcome::Done(Arc::new(Explained {
        maps: Maps {
            image_cam: sample::synthetic().maps.image_cam,
            ..Maps::default()
        },
        found: Found::Map(Some(Worth {
            marked: 0.1,
            share: Some(share),
            by_chance: vec![0.1, 0.2, 0.05],
        })),
    }))
}

/// Each is the answer to the order that the page gave last.
async fn answer(page: &Page, number: u32, outcome: Outcome) {
    page.session.note_explained(number, outcome);
    tick().await;
}

#[wasm_bindgen_test]
async fn a_map_is_drawn_until_it_turns_out_to_be_no_better_than_chance() {
    let page = Page::with(sample::synthetic()).await;
    tick().await;
    assert!(page.find("heatmap").is_some(), "it came with the verdict");
    assert!(page.text("explanation").contains("Not tested"));
    answer(&page, 0, Outcome::Running(0.5)).await;
    assert_eq!(page.text("explanation"), "Testing the map… 50 %");
    answer(&page, 0, done(0.15)).await;
    assert!(page.find("heatmap").is_none());
    assert!(
        page.text("explanation")
            .contains("no better than a random one")
    );
    answer(&page, 0, done(0.4)).await;
    assert!(page.find("heatmap").is_some());
    assert!(
        page.text("explanation")
            .contains("carries 40 % of the score")
    );
}

#[wasm_bindgen_test]
async fn another_method_is_asked_for_once_and_kept() {
    let page = Page::with(sample::synthetic()).await;
    page.hear(&crate::page::ready()).await;
    let way = |way: Way| {
        page.session
            .explanations
            .update(|explanations| explanations.way = way);
    };
    answer(&page, 0, done(0.4)).await;
    way(Way::By(Method::Lime));
    tick().await;
    assert!(page.find("heatmap").is_none(), "there is none of it yet");
    answer(&page, 1, Outcome::Running(0.25)).await;
    assert!(page.whole_text().contains("Stop"));
    answer(&page, 1, Outcome::Failed("No.".to_owned())).await;
    assert_eq!(page.text("explanation"), "No.");
    page.press("Try again").await;
    assert!(page.text("explanation").contains("Not tested"));
    way(Way::By(Method::GradCam));
    tick().await;
    assert!(page.find("heatmap").is_some(), "it is not asked for again");
}

#[wasm_bindgen_test]
async fn a_picture_without_a_score_has_nothing_to_explain() {
    let page = Page::with(sample::cannot_tell()).await;
    assert!(page.find("explanation").is_none() && page.find("way").is_none());
}
