//! How much a call takes, however fast the machine is.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// Counts what a thread takes, so that other tests may run beside it.
struct Counting;

thread_local! {
    static TAKEN: Cell<usize> = const { Cell::new(0) };
}

#[expect(unsafe_code, reason = "there is no safe way to count allocations")]
// SAFETY: every call goes to the system's allocator with the arguments that it came with. The
// counter allocates nothing and has nothing to drop.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        TAKEN.set(TAKEN.get() + layout.size());
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What a call gives, and the bytes that it took in all, given back or not.
pub fn taken<T>(call: impl FnOnce() -> T) -> (T, usize) {
    let before = TAKEN.get();
    let found = call();
    (found, TAKEN.get() - before)
}
