//! The page with results of its own making, and how a person finds things on it.

use crate::sample::{self, facts};
use js_sys::{Array, Function, Reflect};
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::task::tick;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};
use spectrafide::page::client::ClientEvent;
use spectrafide::page::components::app::App;
use spectrafide::page::session::Session;
use spectrafide::protocol::{Event, RequestId};
use spectrafide_report::report::Analysis;

/// The page without a worker, on an element of its own.
pub struct Page {
    root: Element,
    pub session: Session,
    _mounted: UnmountHandle<AnyViewState>,
}

impl Page {
    pub async fn open() -> Self {
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
    pub async fn with(analysis: Analysis) -> Self {
        let page = Self::open().await;
        page.show(analysis, None).await;
        page
    }

    /// A page that knows two detectors and shows what both say about a picture.
    pub async fn comparing(first: Analysis, mut second: Analysis) -> Self {
        let page = Self::open().await;
        page.hear(&ready()).await;
        SECOND.clone_into(&mut second.report.detector);
        page.show(first, Some(second)).await;
        page
    }

    pub async fn show(&self, first: Analysis, second: Option<Analysis>) {
        let id = self.add(&first.report.path);
        self.session.queue.update(|queue| {
            queue.start_next();
            queue.finish(id, first, second);
        });
        tick().await;
    }

    pub fn add(&self, name: &str) -> RequestId {
        let added = self
            .session
            .queue
            .try_update(|queue| queue.add(name.to_owned(), 1000, "data:,".to_owned()));
        added.expect("the session lives")
    }

    pub async fn hear(&self, event: &ClientEvent) {
        self.session.engine.update(|engine| engine.hear(event));
        tick().await;
    }

    pub fn select(&self, selector: &str) -> Vec<Element> {
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

    pub fn all(&self, testid: &str) -> Vec<Element> {
        self.select(&format!("[data-testid={testid}]"))
    }

    pub fn find(&self, testid: &str) -> Option<Element> {
        self.all(testid).into_iter().next()
    }

    pub fn texts(&self, testid: &str) -> Vec<String> {
        let elements = self.all(testid).into_iter();
        elements
            .map(|element| element.text_content().unwrap_or_default())
            .collect()
    }

    pub fn text(&self, testid: &str) -> String {
        self.find(testid)
            .and_then(|element| element.text_content())
            .unwrap_or_default()
    }

    pub fn whole_text(&self) -> String {
        self.root.text_content().unwrap_or_default()
    }

    pub async fn press(&self, words: &str) {
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

impl Drop for Page {
    fn drop(&mut self) {
        self.root.remove();
    }
}

/// The detector of the samples, and another one.
pub const FIRST: &str = "residual_statistics.general";
pub const SECOND: &str = "dual_small.cifake";

/// The worker's message with two detectors.
pub fn ready() -> ClientEvent {
    let [own, other] = sample::figures();
    ClientEvent::Worker(Event::Ready {
        detectors: vec![
            facts(FIRST, "General", vec![own.clone()]),
            facts(SECOND, "Thumbnails", vec![own, other]),
        ],
    })
}
