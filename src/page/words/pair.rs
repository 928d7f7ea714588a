//! The thorough detector and the quick one: which has judged, and what is on its way.

use spectrafide_report::report::Report;
use spectrafide_report::verdict::Verdict;

use super::units::file_size;
use crate::page::pair::{Pair, Preference, Progress, Role, Spared};
use crate::page::review::Review;

/// What the page says about the thorough detector while it does not judge.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// The state, in a sentence; read out when it changes.
    pub sentence: &'static str,
    /// What more there is to say: an amount, or a reason.
    pub detail: Option<String>,
    /// The bar, if there is one, with its share where that is known.
    pub bar: Option<Option<f64>>,
    /// What the person can do, and what its button says.
    pub offer: Option<(Preference, String)>,
}

/// What the page says about `pair`; `None` while the thorough one judges.
pub fn notice(pair: &Pair) -> Option<Notice> {
    let calm = Notice {
        sentence: "",
        detail: None,
        bar: None,
        offer: None,
    };
    let total_bytes = pair.weights_bytes;
    let fetching = |done_bytes: u64| Notice {
        sentence: "Loading the thorough detector",
        detail: Some(amount(done_bytes, total_bytes)),
        bar: Some(Some(done_bytes as f64 / total_bytes.max(1) as f64)),
        offer: Some((Preference::Quick, "Stop the download".to_owned())),
    };
    Some(match &pair.progress {
        Progress::Fetching { done_bytes } => fetching(*done_bytes),
        Progress::Failed(reason) => Notice {
            sentence: "The thorough detector could not be loaded, so the quick one judges",
            detail: Some(reason.clone()),
            offer: Some((Preference::Thorough, "Try again".to_owned())),
            ..calm
        },
        Progress::Ready if pair.wants_thorough() => return None,
        Progress::Absent | Progress::Ready if !pair.wants_thorough() => Notice {
            sentence: why_quick(pair),
            offer: Some((Preference::Thorough, wish(pair))),
            ..calm
        },
        Progress::Absent if !pair.is_stored => fetching(0),
        _ => Notice {
            sentence: "Preparing the thorough detector",
            bar: Some(None),
            ..calm
        },
    })
}

fn why_quick(pair: &Pair) -> &'static str {
    match (pair.surroundings.preference, pair.surroundings.spared) {
        (Preference::Undecided, Some(Spared::Data)) => {
            "The quick detector judges, because data saving is on"
        }
        (Preference::Undecided, Some(Spared::Device)) => {
            "The quick detector judges, to spare this device"
        }
        _ => "The quick detector judges",
    }
}

fn wish(pair: &Pair) -> String {
    if pair.is_stored || pair.progress == Progress::Ready {
        "Use the thorough one".to_owned()
    } else {
        let size = round_size(pair.weights_bytes);
        format!("Load the thorough one ({size})")
    }
}

/// A size for a short line: whole megabytes where there are many.
fn round_size(bytes: u64) -> String {
    match bytes {
        10_000_000.. => format!("{:.0} MB", bytes as f64 / 1e6),
        _ => file_size(bytes),
    }
}

/// `12.3 of 29.6 MB`.
fn amount(done_bytes: u64, total_bytes: u64) -> String {
    if total_bytes < 1_000_000 {
        format!("{} of {}", file_size(done_bytes), file_size(total_bytes))
    } else {
        format!(
            "{:.1} of {}",
            done_bytes as f64 / 1e6,
            file_size(total_bytes)
        )
    }
}

/// What is read out about `pair` when it changes.
pub fn announcement(pair: &Pair) -> String {
    let sentence = notice(pair).map_or("The thorough detector judges", |notice| notice.sentence);
    format!(" {sentence}.")
}

/// Which detector a verdict is of, in a sentence.
pub fn judged_by(role: Role) -> &'static str {
    match role {
        Role::Quick => "Judged by the quick detector.",
        Role::Thorough => "Judged by the thorough detector.",
    }
}

/// What the other detector has to do with the `shown` verdict, in a sentence: what it said before,
/// or that it is to judge, too.
pub fn other(pair: &Pair, review: &Review, shown: &Report, is_now: bool) -> String {
    match review {
        Review::Due if is_now => "The thorough one is judging it now.".to_owned(),
        Review::Due if pair.is_thorough_coming() => {
            "The thorough one will judge it, too.".to_owned()
        }
        Review::Failed(reason) => format!("The thorough one has no result: {reason}"),
        Review::None | Review::Due | Review::After(_) => {
            said_before(review, shown).unwrap_or_default()
        }
    }
}

/// What the quick detector had said before the thorough one's verdict was `shown`, in a sentence.
pub fn said_before(review: &Review, shown: &Report) -> Option<String> {
    let Review::After(quick) = review else {
        return None;
    };
    Some(if is_changed(&quick.report, shown) {
        let said = in_passing(quick.report.verdict);
        format!("The quick detector had said: {said}.")
    } else {
        "The quick detector agrees.".to_owned()
    })
}

/// Whether the thorough detector says something else than the quick one had.
pub fn is_changed(quick: &Report, thorough: &Report) -> bool {
    thorough.verdict != quick.verdict
}

fn in_passing(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::LikelySynthetic => "looks AI-made",
        Verdict::LikelyReal => "looks like a photo",
        Verdict::CannotTell => "cannot tell",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::pair::Surroundings;
    use crate::page::sample;

    fn pair(progress: Progress, preference: Preference, spared: Option<Spared>) -> Pair {
        let surroundings = Surroundings { preference, spared };
        let pair = Pair::of(&sample::pair_facts(29_600_000, false), surroundings);
        Pair {
            progress,
            ..pair.expect("a pair")
        }
    }

    fn undecided(progress: Progress) -> Pair {
        pair(progress, Preference::Undecided, None)
    }

    #[test]
    fn a_download_tells_its_amount_and_can_be_stopped() {
        let fetching = undecided(Progress::Fetching {
            done_bytes: 7_400_000,
        });
        let notice = notice(&fetching).expect("a notice");
        assert_eq!(notice.detail.as_deref(), Some("7.4 of 29.6 MB"));
        assert_eq!(notice.bar, Some(Some(0.25)));
        let (preference, words) = notice.offer.expect("a button");
        assert_eq!(preference, Preference::Quick);
        assert_eq!(words, "Stop the download");
    }

    #[test]
    fn whoever_has_declined_can_change_their_mind_and_is_told_what_it_costs() {
        for (preference, spared, why) in [
            (Preference::Quick, None, ""),
            (Preference::Undecided, Some(Spared::Data), "data saving"),
            (Preference::Undecided, Some(Spared::Device), "this device"),
        ] {
            let notice = notice(&pair(Progress::Absent, preference, spared)).expect("a notice");
            assert!(notice.sentence.contains(why), "{}", notice.sentence);
            assert_eq!(notice.bar, None);
            let offer = (
                Preference::Thorough,
                "Load the thorough one (30 MB)".to_owned(),
            );
            assert_eq!(notice.offer, Some(offer));
        }
        let mut here = pair(Progress::Absent, Preference::Quick, None);
        here.is_stored = true;
        let (_, words) = notice(&here).and_then(|one| one.offer).expect("a button");
        assert_eq!(words, "Use the thorough one");
    }

    #[test]
    fn a_failure_says_why_and_who_judges_and_can_be_tried_again() {
        let failed = undecided(Progress::Failed("It is gone.".to_owned()));
        let notice = notice(&failed).expect("a notice");
        assert!(notice.sentence.contains("the quick one judges"));
        assert_eq!(notice.detail.as_deref(), Some("It is gone."));
        assert!(notice.offer.is_some_and(|(_, words)| words == "Try again"));
    }

    #[test]
    fn nothing_is_said_once_the_thorough_detector_judges_but_that_is_read_out() {
        let ready = undecided(Progress::Ready);
        assert_eq!(notice(&ready), None);
        assert_eq!(announcement(&ready), " The thorough detector judges.");
    }

    #[test]
    fn the_thorough_detector_says_in_one_sentence_what_it_changed() {
        let pair = undecided(Progress::Ready);
        let [real, synthetic] = [sample::real(), sample::synthetic()];
        let says = |quick: &spectrafide_report::Analysis| {
            let review = Review::After(quick.clone().into());
            other(&pair, &review, &synthetic.report, false)
        };
        assert_eq!(says(&synthetic), "The quick detector agrees.");
        assert_eq!(
            says(&real),
            "The quick detector had said: looks like a photo."
        );
        assert_eq!(
            says(&sample::cannot_tell()),
            "The quick detector had said: cannot tell."
        );
    }

    #[test]
    fn the_quick_detector_promises_a_second_judgement_only_where_one_is_coming() {
        let report = sample::real().report;
        let says = |pair: &Pair| other(pair, &Review::Due, &report, false);
        assert!(says(&undecided(Progress::Absent)).contains("will judge"));
        assert_eq!(says(&pair(Progress::Absent, Preference::Quick, None)), "");
        assert_eq!(says(&undecided(Progress::Failed(String::new()))), "");
    }
}
