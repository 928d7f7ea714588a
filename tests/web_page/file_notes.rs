//! What a file says of itself.

use crate::sample;
use leptos::prelude::*;
use leptos::task::tick;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use spectrafide::browser::files::ObjectUrl;
use spectrafide::browser::message::buffer_of;
use spectrafide::page::thumbnails::Thumbnail;
use spectrafide_provenance::Provenance;
use spectrafide_provenance::credentials::ThumbnailPlace;
use spectrafide_report::report::Analysis;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::Page;

/// `analysis` of a file that says `notes`.
fn with_notes(mut analysis: Analysis, notes: Provenance) -> Analysis {
    analysis.report.hear(notes);
    analysis
}

#[wasm_bindgen_test]
async fn a_file_that_says_much_gets_a_card_for_each_of_it() {
    let page = Page::with(with_notes(sample::synthetic(), sample::notes())).await;
    let credentials = page.find("credentials").expect("credentials");
    assert_eq!(
        credentials.get_attribute("data-state").as_deref(),
        Some("unknown")
    );
    let text = page.text("credentials");
    for words in [
        "Example Pictures",
        "2026-05-01",
        "Created with Example Generator",
        "signingCredential.untrusted",
        "sketch.png",
    ] {
        assert!(text.contains(words), "{words} is missing in {text}");
    }
    assert!(page.text("generation").contains("example-model"));
    assert!(page.text("label").contains("trainedAlgorithmicMedia"));
    assert!(page.text("camera").contains("Example Cameras"));
    let history = page.text("history");
    assert!(
        history.contains("90 of 100") && history.contains("follow the end"),
        "{history}"
    );
}

#[wasm_bindgen_test]
async fn the_answers_about_credentials_have_words_beside_their_marks() {
    let page = Page::with(with_notes(sample::synthetic(), sample::notes())).await;
    let answers = page.all("answer");
    let states: Vec<_> = answers
        .iter()
        .filter_map(|answer| answer.get_attribute("data-answer"))
        .collect();
    assert_eq!(states, ["good", "good", "open", "good"]);
    let texts = page.texts("answer");
    assert!(texts[0].contains("Is it what was signed? Yes"), "{texts:?}");
    assert!(texts[2].contains("On no list"), "{texts:?}");
}

#[wasm_bindgen_test]
async fn a_watermark_that_cannot_be_read_is_named_once() {
    let page = Page::comparing(
        with_notes(sample::synthetic(), sample::notes()),
        with_notes(sample::real(), sample::notes()),
    )
    .await;
    assert_eq!(page.whole_text().matches("SynthID").count(), 1);
}

#[wasm_bindgen_test]
async fn what_a_picture_was_made_from_hangs_below_it_with_its_small_picture() {
    let page = Page::with(with_notes(sample::synthetic(), sample::notes())).await;
    assert!(page.select(".chain img").is_empty());
    let bytes = buffer_of(&[0.0]);
    let thumbnail = |manifest: &str, ingredient| Thumbnail {
        place: ThumbnailPlace {
            manifest: manifest.to_owned(),
            ingredient,
        },
        url: ObjectUrl::of(&bytes, "image/png").expect("an address"),
    };
    let thumbnails = vec![thumbnail("urn:c2pa:1", Some(0))];
    page.session.queue.update(|queue| {
        let id = queue.items()[0].id;
        queue.keep_thumbnails(id, thumbnails.into());
    });
    tick().await;
    let nested = page.select(".chain .chain [data-testid=chain-node]");
    let [parent] = nested.as_slice() else {
        panic!("{} nested nodes", nested.len());
    };
    let text = parent.text_content().unwrap_or_default();
    assert!(
        text.contains("draft.png") && text.contains("the version before"),
        "{text}"
    );
    let [picture] = &page.select(".chain .chain img")[..] else {
        panic!("no small picture");
    };
    let attribute = |name| picture.get_attribute(name).unwrap_or_default();
    assert!(attribute("src").starts_with("blob:"));
    assert!(attribute("alt").contains("draft.png"));
}

#[wasm_bindgen_test]
async fn what_a_file_says_is_never_markup() {
    let page = Page::with(with_notes(sample::synthetic(), sample::notes())).await;
    assert!(page.texts("prompt").contains(&sample::PROMPT.to_owned()));
    assert!(page.select("[data-testid=provenance] img").is_empty());
}

#[wasm_bindgen_test]
async fn where_a_picture_was_taken_is_shown_on_demand_only() {
    let page = Page::with(with_notes(sample::synthetic(), sample::notes())).await;
    let latitude = format!("{:.3}", sample::PLACE.latitude_degrees);
    assert!(!page.whole_text().contains(&latitude));
    assert!(page.text("camera").contains("not shown"));
    let switch = page.find("show-location").expect("a switch");
    switch.unchecked_into::<HtmlElement>().click();
    tick().await;
    assert!(page.text("camera").contains(&latitude));
    assert!(!page.text("report-json").contains(&latitude));
}

#[wasm_bindgen_test]
async fn a_mark_turns_a_photograph_into_an_open_question_and_says_so() {
    let page = Page::with(with_notes(sample::real(), sample::notes())).await;
    assert_eq!(
        page.text("verdict"),
        "Made by a model, says its signed record"
    );
    assert!(page.text("in-short").contains("one of the two is wrong"));
    assert!(page.whole_text().contains("marks can be forged"));
    assert_eq!(page.text("score"), "Score 8 of 100");
}

#[wasm_bindgen_test]
async fn a_file_that_says_nothing_is_not_held_against_it() {
    let page = Page::with(with_notes(sample::real(), Provenance::default())).await;
    assert_eq!(page.text("verdict"), "This looks like a photograph");
    assert!(page.text("provenance").contains("no sign either way"));
}

#[wasm_bindgen_test]
async fn the_notes_of_a_file_without_a_result_are_shown() {
    let page = Page::with(with_notes(sample::failed(), sample::notes())).await;
    assert!(page.find("error").is_some());
    assert!(page.find("credentials").is_some());
}

#[wasm_bindgen_test]
async fn the_word_proof_is_never_used() {
    for sample in [
        sample::synthetic(),
        sample::real(),
        sample::cannot_tell(),
        with_notes(sample::real(), sample::notes()),
        with_notes(sample::real(), Provenance::default()),
    ] {
        let page = Page::with(sample).await;
        assert!(!page.whole_text().to_lowercase().contains("proof"));
    }
}
