//! What is going on: the steps of a picture, the worker and the queue.

use super::{comparison, pair, verdict};
use crate::page::client::StopCause;
use crate::page::comparison::Agreement;
use crate::page::engine::{Engine, Phase};
use crate::page::pair::Pair;
use crate::page::state::{Item, ItemState, Queue, Work};
use crate::protocol::Step;

/// What is being done, and how much of it if that is known, from 0 to 1.
pub fn step(step: Option<Step>) -> (String, Option<f64>) {
    match step {
        None => ("Handing over the picture…".to_owned(), None),
        Some(Step::Fetch {
            done_bytes,
            total_bytes,
        }) => (
            "Fetching the detector…".to_owned(),
            share(done_bytes, total_bytes),
        ),
        Some(Step::Load) => ("Testing the detector on this device…".to_owned(), None),
        Some(Step::Decode) => ("Reading the picture…".to_owned(), Some(0.1)),
        Some(Step::LoadDecoder) => ("Loading what reads this format…".to_owned(), Some(0.1)),
        Some(Step::Inspect) => ("Reading what the file says…".to_owned(), Some(0.2)),
        Some(Step::Prepare) => ("Computing the spectrum…".to_owned(), Some(0.3)),
        Some(Step::Infer) => ("Judging…".to_owned(), Some(0.55)),
        Some(Step::Explain) => ("Finding out where it looked…".to_owned(), Some(0.8)),
        Some(Step::Compare) => ("Asking the second detector…".to_owned(), Some(0.9)),
    }
}

/// What the worker does with a picture, and how much of it if that is known, from 0 to 1.
pub fn work(work: Work) -> (String, Option<f64>) {
    match work {
        Work::Judging(current) => step(current),
        Work::Reviewing(current) => ("Judging again, thoroughly…".to_owned(), step(current).1),
    }
}

fn share(done: u64, total: u64) -> Option<f64> {
    (total > 0).then(|| (done as f64 / total as f64).min(1.0))
}

/// What the worker is doing before it can judge, and how much of it if that is known.
pub fn engine(engine: &Engine) -> (String, Option<f64>) {
    match &engine.phase {
        Phase::Connecting => ("Starting the detector…".to_owned(), None),
        Phase::LoadingProgram {
            done_bytes,
            total_bytes,
        } => (
            "Loading the detector’s program…".to_owned(),
            share(*done_bytes, *total_bytes),
        ),
        Phase::Warming(current) => step(Some(*current)),
        Phase::Storing => ("Keeping a copy for offline use…".to_owned(), None),
        Phase::Ready => ("Ready".to_owned(), Some(1.0)),
        Phase::Broken(_) => ("The detector is not running".to_owned(), None),
    }
}

/// The state of one picture in a word or two.
pub fn item(state: &ItemState) -> String {
    match state {
        ItemState::Waiting => "Waiting".to_owned(),
        ItemState::Running(current) => step(*current).0,
        ItemState::Done(first, None) => verdict::short(first.report.verdict).to_owned(),
        ItemState::Done(first, Some(second)) => {
            comparison::short(Agreement::of(&first.report, &second.report)).to_owned()
        }
        ItemState::Failed(..) => "No result".to_owned(),
    }
}

/// What is read out when a picture is done, and again when the thorough detector of a `pair` has
/// judged it, too.
pub fn announcement(item: &Item, detectors: Option<&Pair>) -> String {
    let Item {
        name,
        state,
        review,
        ..
    } = item;
    match state {
        ItemState::Done(first, None) => {
            let first = &first.report;
            let said = format!("{name}: {}", first.lead().english());
            let role = detectors.and_then(|detectors| detectors.role(&first.detector));
            match role {
                None => said,
                Some(role) => format!(
                    "{said}. {} {}",
                    pair::judged_by(role),
                    pair::said_before(review, first).unwrap_or_default()
                ),
            }
        }
        ItemState::Done(first, Some(second)) => {
            let [first, second] = [&first.report, &second.report];
            format!(
                "{name}: {}. First detector: {}. Second detector: {}.",
                comparison::headline(Agreement::of(first, second)),
                verdict::short(first.verdict),
                match second.error {
                    None => verdict::short(second.verdict),
                    Some(_) => "No result",
                }
            )
        }
        ItemState::Waiting | ItemState::Running(_) | ItemState::Failed(..) => String::new(),
    }
}

/// How far the queue is, for those who cannot see it.
pub fn queue(queue: &Queue) -> String {
    let total = queue.items().len();
    match (queue.settled(), total) {
        (_, 0) => String::new(),
        (0, 1) => "Checking 1 picture".to_owned(),
        (settled, _) if settled == total => match total {
            1 => "1 picture checked".to_owned(),
            _ => format!("All {total} pictures checked"),
        },
        (settled, _) => format!("{settled} of {total} pictures checked"),
    }
}

/// What a picture is told whose worker ended.
pub fn stop(cause: &StopCause) -> String {
    match cause {
        StopCause::Asked => "The check was stopped. Choose Try again to start over.".to_owned(),
        StopCause::Stalled => "The check was stopped because nothing moved for a minute. Try \
                               again, or try a smaller picture."
            .to_owned(),
        StopCause::Fault(reason) => {
            format!("The check was stopped. {reason} The detector has been started again.")
        }
    }
}

/// What is said of something small whose worker ended: `asked` where the person wished it.
pub fn ended(cause: &StopCause, asked: &str) -> String {
    match cause {
        StopCause::Asked => asked.to_owned(),
        StopCause::Stalled => "Stopped because nothing moved for a minute.".to_owned(),
        StopCause::Fault(reason) => format!("Stopped. {reason}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::pair::Surroundings;
    use crate::page::review::Review;
    use crate::page::sample;
    use crate::protocol::RequestId;

    fn done(state: ItemState) -> Item {
        Item {
            state,
            ..Item::new(RequestId(0), "a.png".to_owned(), 1, String::new())
        }
    }

    #[test]
    fn what_is_read_out_names_the_detector_of_a_pair_and_what_it_changed() {
        let pair = Pair::of(&sample::pair_facts(1, true), Surroundings::default());
        let quick = sample::by(sample::QUICK, sample::real());
        let mut item = done(ItemState::Done(quick.clone().into(), None));
        let read_out = announcement(&item, pair.as_ref());
        assert!(read_out.contains("quick detector"), "{read_out}");
        let thorough = sample::by(sample::THOROUGH, sample::synthetic());
        item.state = ItemState::Done(thorough.into(), None);
        item.review = Review::After(quick.into());
        let read_out = announcement(&item, pair.as_ref());
        assert!(
            read_out.contains("thorough detector. The quick detector had said"),
            "{read_out}"
        );
        assert!(!announcement(&item, None).contains("detector"));
    }

    #[test]
    fn the_queue_is_counted() {
        let mut pictures = Queue::default();
        assert_eq!(queue(&pictures), "");
        let first = pictures.add("a".to_owned(), 1, String::new());
        assert_eq!(queue(&pictures), "Checking 1 picture");
        pictures.add("b".to_owned(), 1, String::new());
        pictures.finish(first, sample::real(), None);
        assert_eq!(queue(&pictures), "1 of 2 pictures checked");
    }

    #[test]
    fn the_list_names_a_disagreement_and_not_one_side_of_it() {
        let state = ItemState::Done(sample::real().into(), Some(sample::synthetic().into()));
        assert_eq!(item(&state), "Detectors disagree");
        let read_out = announcement(&done(state.clone()), None);
        assert!(read_out.contains("disagree"), "{read_out}");
        assert!(
            read_out.contains("First detector: Looks like a photo"),
            "{read_out}"
        );
        let state = ItemState::Done(sample::real().into(), Some(sample::real().into()));
        assert_eq!(item(&state), "Looks like a photo");
    }

    #[test]
    fn progress_is_a_share_only_when_the_total_is_known() {
        assert_eq!(
            step(Some(Step::Fetch {
                done_bytes: 1,
                total_bytes: 4
            }))
            .1,
            Some(0.25)
        );
        assert_eq!(
            step(Some(Step::Fetch {
                done_bytes: 1,
                total_bytes: 0
            }))
            .1,
            None
        );
    }

    #[test]
    fn every_stop_says_that_the_check_was_stopped() {
        for cause in [
            StopCause::Asked,
            StopCause::Stalled,
            StopCause::Fault("X.".to_owned()),
        ] {
            assert!(stop(&cause).contains("was stopped"));
        }
    }

    /// The order in which the worker says them.
    #[test]
    fn the_bar_of_a_picture_never_goes_back() {
        let shares = [
            Step::Decode,
            Step::LoadDecoder,
            Step::Inspect,
            Step::Prepare,
            Step::Infer,
            Step::Explain,
            Step::Compare,
        ]
        .map(|one| step(Some(one)).1);
        assert!(shares.iter().all(Option::is_some));
        assert!(shares.is_sorted(), "{shares:?}");
    }
}
