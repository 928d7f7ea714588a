//! A body that is sent no faster than a network would.

use std::io::{Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::sleep;
use std::time::Duration;

/// Parts a second, so that a page sees a steady progress.
const PARTS: u64 = 20;

/// Bytes, and how many of them a second are given out.
pub struct Slow {
    body: Cursor<Vec<u8>>,
    pace: Arc<AtomicU64>,
}

impl Slow {
    /// Gives out `pace` bytes a second, or all at once while that is 0; it may change on the way.
    pub fn new(body: Vec<u8>, pace: Arc<AtomicU64>) -> Self {
        Self {
            body: Cursor::new(body),
            pace,
        }
    }
}

impl Read for Slow {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let pace = self.pace.load(Ordering::SeqCst);
        if pace == 0 {
            return self.body.read(buffer);
        }
        let part = buffer.len().min((pace / PARTS).max(1) as usize);
        // A short buffer is filled sooner.
        sleep(Duration::from_secs_f64(part as f64 / pace as f64));
        self.body.read(&mut buffer[..part])
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn a_slow_body_takes_its_time_and_a_released_one_does_not() {
        let pace = Arc::new(AtomicU64::new(1_000));
        let mut body = Slow::new(vec![7; 1_000_000], Arc::clone(&pace));
        let mut start = [0; 200];
        let before = Instant::now();
        body.read_exact(&mut start).unwrap();
        assert!(before.elapsed() >= Duration::from_millis(200));
        pace.store(0, Ordering::SeqCst);
        let mut rest = Vec::new();
        body.read_to_end(&mut rest).unwrap();
        assert_eq!(rest.len(), 1_000_000 - start.len());
    }
}
