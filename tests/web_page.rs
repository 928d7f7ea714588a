//! The interface in a browser: components with fixed results, found as a person finds them.

#![cfg(target_arch = "wasm32")]

use js_sys::{Array, Function, Reflect};
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::task::tick;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};
use spectrafide::browser::message::{buffer_of, values_of};
use spectrafide::ui::components::app::App;
use spectrafide::ui::sample;
use spectrafide::ui::session::Session;
use spectrafide::ui::state::Queue;
use spectrafide::worker::client::{ClientEvent, StopCause};
use spectrafide::worker::maps::{join_maps, split_maps};
use spectrafide::worker::protocol::{DetectorFacts, DeviceReport, Event, RequestId, Step};
use spectrafide_models::report::{Analysis, Report};
use spectrafide_provenance::Provenance;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The page without a worker, on an element of its own.
struct Page {
    root: Element,
    session: Session,
    _mounted: UnmountHandle<AnyViewState>,
}

impl Page {
    async fn open() -> Self {
        let root = document().create_element("div").expect("an element");
        document()
            .body()
            .expect("a body")
            .append_child(&root)
            .expect("a place");
        let (sender, receiver) = std::sync::mpsc::channel();
        let mounted = mount_to(root.clone().unchecked_into::<HtmlElement>(), move || {
            let session = Session::new();
            sender.send(session).expect("someone listens");
            view! { <App session /> }.into_any()
        });
        let session = receiver.recv().expect("the component ran");
        tick().await;
        Self {
            root,
            session,
            _mounted: mounted,
        }
    }

    /// A page that shows `analysis`.
    async fn with(analysis: Analysis) -> Self {
        let page = Self::open().await;
        page.show(analysis, None).await;
        page
    }

    /// A page that knows two detectors and shows what both say about a picture.
    async fn comparing(first: Analysis, mut second: Analysis) -> Self {
        let page = Self::open().await;
        page.hear(&ready()).await;
        SECOND.clone_into(&mut second.report.detector);
        page.show(first, Some(second)).await;
        page
    }

    async fn show(&self, first: Analysis, second: Option<Analysis>) {
        let id = self.add(&first.report.path);
        self.session.queue.update(|queue| {
            queue.start_next();
            queue.finish(id, first, second);
        });
        tick().await;
    }

    fn add(&self, name: &str) -> RequestId {
        let added = self
            .session
            .queue
            .try_update(|queue| queue.add(name.to_owned(), 1000, "data:,".to_owned()));
        added.expect("the session lives")
    }

    async fn hear(&self, event: &ClientEvent) {
        self.session.engine.update(|engine| engine.hear(event));
        tick().await;
    }

    fn select(&self, selector: &str) -> Vec<Element> {
        // Called by name because no other code needs the node lists of `web-sys`.
        let method = Reflect::get(&self.root, &"querySelectorAll".into()).expect("a method");
        let method: Function = method.unchecked_into();
        let found = method
            .call1(&self.root, &selector.into())
            .expect("a valid selector");
        Array::from(&found)
            .iter()
            .map(JsCast::unchecked_into)
            .collect()
    }

    fn all(&self, testid: &str) -> Vec<Element> {
        self.select(&format!("[data-testid={testid}]"))
    }

    fn find(&self, testid: &str) -> Option<Element> {
        self.all(testid).into_iter().next()
    }

    fn texts(&self, testid: &str) -> Vec<String> {
        let elements = self.all(testid).into_iter();
        elements
            .map(|element| element.text_content().unwrap_or_default())
            .collect()
    }

    fn text(&self, testid: &str) -> String {
        self.find(testid)
            .and_then(|element| element.text_content())
            .unwrap_or_default()
    }

    fn whole_text(&self) -> String {
        self.root.text_content().unwrap_or_default()
    }

    async fn press(&self, words: &str) {
        let button = self
            .select("button")
            .into_iter()
            .find(|button| {
                button
                    .text_content()
                    .is_some_and(|text| text.contains(words))
            })
            .unwrap_or_else(|| panic!("no button says {words}"));
        button.unchecked_into::<HtmlElement>().click();
        tick().await;
    }
}

/// The detector of the samples, and another one.
const FIRST: &str = "dual_small.general";
const SECOND: &str = "dual_small.cifake";

/// The worker's message with two detectors.
fn ready() -> ClientEvent {
    let [own, other] = sample::figures();
    let facts = |id: &str, title: &str, figures| DetectorFacts {
        id: id.to_owned(),
        title: title.to_owned(),
        description: format!("{title} is for testing."),
        scope: "For pictures of 16 to 64 pixels a side.".to_owned(),
        weights_bytes: 1_186_818,
        figures,
        ..DetectorFacts::default()
    };
    ClientEvent::Worker(Event::Ready {
        detectors: vec![
            facts(FIRST, "General", vec![own.clone()]),
            facts(SECOND, "Thumbnails", vec![own, other]),
        ],
    })
}

impl Drop for Page {
    fn drop(&mut self) {
        self.root.remove();
    }
}

#[wasm_bindgen_test]
async fn an_empty_page_asks_for_a_picture_and_promises_privacy() {
    let page = Page::open().await;
    assert!(page.find("drop-zone").is_some());
    let input = page.find("file-input").expect("a file input");
    assert!(input.has_attribute("multiple"));
    assert_eq!(input.get_attribute("accept").as_deref(), Some("image/*"));
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
    assert_eq!(page.text("verdict"), "We can’t tell");
    assert_eq!(page.text("score"), "No score");
    assert!(page.whole_text().contains("nearly one flat colour"));
    assert!(page.find("heatmap").is_none());
}

#[wasm_bindgen_test]
async fn a_second_look_and_the_way_of_the_picture_are_told() {
    let page = Page::with(sample::synthetic()).await;
    assert!(page.find("second-look").is_none() && page.find("delivery").is_none());
    let page = Page::with(sample::taken_back()).await;
    assert_eq!(page.text("verdict"), "We can’t tell");
    assert_eq!(page.text("score"), "Score 93 of 100");
    let told = page.text("second-look");
    assert!(
        told.contains("opposite verdict") && told.contains("61 of 100"),
        "{told}"
    );
    assert!(page.text("delivery").contains("compressed strongly"));
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
        history.contains("90 of 100") && history.contains("follows the end"),
        "{history}"
    );
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
    assert_eq!(page.text("verdict"), "We can’t tell");
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
async fn every_detector_is_listed_with_size_purpose_and_figures() {
    let page = Page::open().await;
    assert!(page.find("catalogue").is_none());
    page.hear(&ready()).await;
    let texts = page.texts("detector");
    assert_eq!(texts.len(), 2);
    for part in [
        "General is for testing",
        "1.2 MB",
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

#[wasm_bindgen_test]
fn maps_survive_the_journey_through_buffers() {
    let maps = sample::synthetic().maps;
    let (headers, values) = split_maps(maps.clone());
    let values = values
        .iter()
        .map(|values| values_of(&buffer_of(values)))
        .collect();
    assert_eq!(join_maps(&headers, values), Ok(maps));
}
