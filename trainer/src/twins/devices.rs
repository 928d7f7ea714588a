//! Work that is dealt out to several devices.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::Result;
use burn::tensor::Device;

/// Does the work of the numbers up to `count`, each on the next device that is free: the results
/// in the order of the numbers. `worker` makes what works on a device.
pub(super) fn on_devices<'a, T, W>(
    devices: &'a [Device],
    count: usize,
    worker: impl Fn(&'a Device) -> W,
) -> Result<Vec<T>>
where
    T: Send,
    W: FnMut(usize) -> Result<T> + Send,
{
    let next = AtomicUsize::new(0);
    let results = Mutex::new(BTreeMap::new());
    let (next, found) = (&next, &results);
    thread::scope(|scope| {
        let workers: Vec<_> = devices
            .iter()
            .map(|device| {
                let mut work = worker(device);
                scope.spawn(move || -> Result<()> {
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        if index >= count {
                            return Ok(());
                        }
                        let result = work(index).inspect_err(|_| {
                            // The others finish what they are at.
                            next.store(count, Ordering::Relaxed);
                        })?;
                        found
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .insert(index, result);
                    }
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| {
            worker
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    })?;
    let results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(results.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::ensure;

    #[test]
    fn results_come_in_order_from_any_number_of_devices() {
        let device = Device::flex();
        for count in [1, 3] {
            let devices = vec![device.clone(); count];
            let squares = on_devices(&devices, 20, |_| |index| Ok(index * index));
            let expected: Vec<usize> = (0..20).map(|index| index * index).collect();
            assert_eq!(squares.expect("worked"), expected);
        }
    }

    #[test]
    fn a_failure_ends_the_work() {
        let devices = vec![Device::flex(); 2];
        let result = on_devices(&devices, 1000, |_| {
            |index| {
                ensure!(index != 3, "number {index}");
                Ok(index)
            }
        });
        assert_eq!(result.expect_err("failed").to_string(), "number 3");
    }
}
