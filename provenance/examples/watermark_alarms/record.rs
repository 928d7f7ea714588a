//! What was read, added up.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use spectrafide_provenance::watermark::Agreement;

use crate::tail::{Highest, Tail};

/// All readings.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Photographs that were opened, in the order of the program.
    pub(crate) photographs_seen: usize,
    /// Of these, those with a copy that is large enough.
    photographs: usize,
    readings: u64,
    /// Readings in which a message counted.
    alarms: u64,
    /// Photographs with such a reading.
    photographs_with_alarms: usize,
    /// Expected alarms in a million pictures, all messages together.
    per_million: Option<Tail>,
    messages: Vec<Message>,
    /// Readings of each delivery.
    deliveries: BTreeMap<String, u64>,
}

/// What was read of one message.
#[derive(Serialize, Deserialize)]
struct Message {
    model: String,
    bits: usize,
    counts_from: usize,
    /// Readings of 0, 1, 2 … right bits.
    readings_by_right_bits: Vec<u64>,
    /// Photographs, by the most right bits of their readings.
    photographs_by_right_bits: Vec<u64>,
    #[serde(default)]
    highest_thousandth: Option<Highest>,
    per_million: Option<Tail>,
}

impl Record {
    /// Adds what was read from a copy, and keeps the best of each message of the photograph in `best`.
    pub(crate) fn add(
        &mut self,
        delivery: &str,
        read: &[Agreement],
        best: &mut Vec<(usize, bool)>,
    ) {
        self.readings += 1;
        self.alarms += u64::from(read.iter().any(Agreement::counts));
        *self.deliveries.entry(delivery.to_owned()).or_default() += 1;
        if self.messages.is_empty() {
            self.messages = read.iter().map(Message::new).collect();
        }
        best.resize(read.len(), (0, false));
        for ((message, read), best) in self.messages.iter_mut().zip(read).zip(best) {
            message.readings_by_right_bits[read.right] += 1;
            *best = (best.0.max(read.right), best.1 | read.counts());
        }
    }

    /// Adds a photograph, of whose copies `best` are the best readings.
    pub(crate) fn finish(&mut self, best: &[(usize, bool)]) {
        self.photographs += usize::from(!best.is_empty());
        self.photographs_with_alarms += usize::from(best.iter().any(|(_, counts)| *counts));
        for (message, (right, _)) in self.messages.iter_mut().zip(best) {
            message.photographs_by_right_bits[*right] += 1;
        }
    }

    /// Compares what was read with what was to be expected.
    pub(crate) fn conclude(&mut self) {
        for message in &mut self.messages {
            let readings = &message.readings_by_right_bits;
            message.highest_thousandth = Highest::of(readings);
            message.per_million = Some(Tail::of(readings, message.counts_from));
        }
        let tails = self
            .messages
            .iter()
            .filter_map(|message| message.per_million);
        self.per_million = tails.reduce(Tail::plus);
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            readings,
            photographs,
            alarms,
            ..
        } = self;
        write!(
            f,
            "In {readings} readings of {photographs} photographs a message counted {alarms} times."
        )?;
        for message in &self.messages {
            let Message { model, bits, .. } = message;
            let nearest = message.readings_by_right_bits.iter().rposition(|n| *n > 0);
            let nearest = nearest.unwrap_or_default();
            write!(
                f,
                " {model}: at most {nearest} of {bits}, {} count",
                message.counts_from
            )?;
            if let Some(Highest {
                from,
                seen,
                expected,
            }) = message.highest_thousandth
            {
                write!(
                    f,
                    ", and of a million {seen:.0} have {from} or more, where fair coins expect {:.0} \
                     and leaning ones {:.0}",
                    expected.fair_coins, expected.leaning_coins
                )?;
            }
            f.write_str(".")?;
        }
        if let Some(Tail {
            fair_coins,
            leaning_coins,
            measured_tail,
        }) = self.per_million
        {
            write!(
                f,
                " Expected alarms in a million, all messages together: {fair_coins:.2} of fair coins, \
                 {leaning_coins:.1} of leaning ones, {measured_tail:.2} by the tail that was measured."
            )?;
        }
        Ok(())
    }
}

impl Message {
    fn new(agreement: &Agreement) -> Self {
        Self {
            model: agreement.model.to_owned(),
            bits: agreement.bits,
            counts_from: agreement.counts_from,
            readings_by_right_bits: vec![0; agreement.bits + 1],
            photographs_by_right_bits: vec![0; agreement.bits + 1],
            highest_thousandth: None,
            per_million: None,
        }
    }
}
